"""Files kept with the submission."""

import os
import shutil

FOLDER = "/archive"


def add(path, outsubdir=""):
    """Copies the file into the archive, below the subdirectory."""
    folder = os.path.join(FOLDER, outsubdir)
    os.makedirs(folder, exist_ok=True)
    shutil.copy(path, folder)


def remove(path, outsubdir=""):
    """Takes the file out of the archive again."""
    os.remove(os.path.join(FOLDER, outsubdir, os.path.basename(path)))
