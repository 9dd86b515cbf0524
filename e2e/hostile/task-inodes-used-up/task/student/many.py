import os

# A chain of folders with the files at its end: what keeps an agent busy that removes them one by one.
for _ in range(40):
    os.mkdir("deep")
    os.chdir("deep")
made = 0
try:
    while made < 1000000:
        os.close(os.open(str(made), os.O_CREAT))
        made += 1
except OSError:
    pass
linked = 0
try:
    while linked < 30000:
        os.link("0", f"link{linked}")
        linked += 1
except OSError:
    pass
print(f"{made} files, {linked} links")
