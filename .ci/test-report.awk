# Reads the XML reports of Maven's test plugins, one after the other, and says what was tested: a line for each family
# (a package of unit tests, or one class of integration tests), every failed and every skipped test, the sums.
# Variable: maven, Maven's exit status. Exits 1 when a test failed or Maven did.
# The counts in <testsuite> leave nested classes out, so the test cases themselves are counted.

function attribute(name,    found) {
    if (!match($0, " " name "=\"[^\"]*\"")) return ""
    found = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
    gsub(/&#10;[[:space:]]*/, " ", found); gsub(/[[:space:]]+$/, "", found)
    gsub(/&quot;/, "\"", found); gsub(/&lt;/, "<", found); gsub(/&gt;/, ">", found); gsub(/&apos;/, "'", found)
    gsub(/&amp;/, "\\&", found)
    return found
}

function note(outcome) {
    if (!open) return
    open = 0
    count[family, outcome]++
    sum[outcome]++
}

/^<testsuite / {
    family = attribute("name")
    sub(/^dev\.ingot\./, "", family)
    if (family ~ /IT$/) sub(/.*\./, "", family); else sub(/\.[^.]*$/, "", family)
    if (!(family in seen)) { seen[family] = 1; families[++n] = family }
}

/^  <testcase / {
    note("passed")
    open = 1
    test = attribute("classname")
    sub(/.*\./, "", test)
    test = test "." attribute("name")
    if ($0 ~ /\/>$/) note("passed")
}

/^    <(failure|error)[ >]/ && open {
    failures[++broken] = family ": " test ": " attribute("message")
    note("failed")
}

/^    <skipped[ \/>]/ && open {
    reason = attribute("message")
    # A failed assumption stands in the text instead.
    if (reason == "" && match($0, /CDATA\[.*/)) {
        reason = substr($0, RSTART + 6)
        sub(/^[A-Za-z0-9_.$]*: (Assumption failed: )?/, "", reason)
    }
    skips[++left] = family ": " test ": " (reason == "" ? "no reason given" : reason)
    note("skipped")
}

/^  <\/testcase>/ { note("passed") }

END {
    for (i = 2; i <= n; i++)
        for (j = i; j > 1 && families[j] < families[j - 1]; j--) {
            swap = families[j]; families[j] = families[j - 1]; families[j - 1] = swap
        }
    printf "%-32s %7s %7s %8s\n", "family", "passed", "failed", "skipped"
    for (i = 1; i <= n; i++)
        printf "%-32s %7d %7d %8d\n", families[i], count[families[i], "passed"], count[families[i], "failed"], count[families[i], "skipped"]
    for (i = 1; i <= broken; i++) print "FAILED  " failures[i]
    for (i = 1; i <= left; i++) print "SKIPPED " skips[i]
    if (maven != 0 && sum["failed"] == 0) {
        print "FAILED  Maven ended with status " maven " outside of the tests; see its messages above"
        sum["failed"] = 1
    }
    if (n == 0 && sum["failed"] == 0) {
        print "FAILED  no test report was found"
        sum["failed"] = 1
    }
    printf "%d passed, %d failed, %d skipped\n", sum["passed"], sum["failed"], sum["skipped"]
    exit sum["failed"] > 0
}
