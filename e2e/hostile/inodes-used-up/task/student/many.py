import os

os.mkdir("/var/tmp/many")
made = 0
try:
    while made < 1000000:
        os.close(os.open(f"/var/tmp/many/{made}", os.O_CREAT))
        made += 1
except OSError:
    pass
print(made, "files")
