# shellcheck shell=sh
# Writes OCI layouts (https://github.com/opencontainers/image-spec). Sourced, never run.

# Creates an OCI layout in folder $1 with one image: one layer, the archive $2 (as a link, not a copy), and the configuration $3,
# a JSON object.
oci_layout() {
    blobs=$1/blobs/sha256
    mkdir -p "$blobs"
    layer=$(sha256sum "$2" | cut -c1-64)
    ln -s "$(realpath "$2")" "$blobs/$layer"
    config=$(oci_blob config.v1+json <<JSON
{"created": "$(date -u +%Y-%m-%dT%H:%M:%SZ)", "os": "linux", "architecture": "$(dpkg --print-architecture)",
 "config": $3, "rootfs": {"type": "layers", "diff_ids": ["sha256:$layer"]}}
JSON
    )
    manifest=$(oci_blob manifest.v1+json <<JSON
{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "config": $config,
 "layers": [$(oci_descriptor layer.v1.tar "$layer" "$(stat -Lc %s "$2")")]}
JSON
    )
    printf '{"imageLayoutVersion": "1.0.0"}' >"$1/oci-layout"
    printf '{"schemaVersion": 2, "manifests": [%s]}' "$manifest" >"$1/index.json"
}

# Writes standard input as a blob of the type $1 to $blobs, and prints its descriptor.
oci_blob() {
    cat >"$blobs/new"
    digest=$(sha256sum "$blobs/new" | cut -c1-64)
    mv "$blobs/new" "$blobs/$digest"
    oci_descriptor "$1" "$digest" "$(stat -c %s "$blobs/$digest")"
}

oci_descriptor() {
    printf '{"mediaType": "application/vnd.oci.image.%s", "digest": "sha256:%s", "size": %s}' "$1" "$2" "$3"
}
