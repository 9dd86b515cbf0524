#!/bin/sh
# Runs the unit tests of the grading program of the default image in a container of that image.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

"$here/build.sh" default
exec "${DOCKER:-docker}" run --rm --network none --volume "$here/default:/src:ro" --workdir /src ingot/default \
    python3 -B -m unittest discover -s tests -t .
