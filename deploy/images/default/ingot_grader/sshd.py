"""One SSH session with a random password, for the debugger of a task or for a student."""

import os
import secrets
import select
import socket
import subprocess
import tempfile
import time

from ingot_grader import SSH_PORT

LOGIN_TIMEOUT = 120  # seconds until a user must have logged in
HOST_KEY = "/etc/ssh/ingot_host_key"
OPTIONS = {
    "HostKey": HOST_KEY,
    "UsePAM": "no",
    "PasswordAuthentication": "yes",
    "PermitRootLogin": "yes",
    "PrintMotd": "no",
    "Subsystem": "sftp internal-sftp",
}


class SshServer:
    """Listens on port 22 from its creation and starts a separate sshd for every connection."""

    def __init__(self, user, port=SSH_PORT):
        self.user = user
        self.password = secrets.token_urlsafe(9)
        os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        if not os.path.exists(HOST_KEY):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", HOST_KEY], check=True)
        subprocess.run(["chpasswd"], input=f"{user}:{self.password}", text=True, check=True)
        self._listener = socket.create_server(("", port))
        self._log = tempfile.TemporaryFile()
        self._connections = []

    def serve(self, timeout=LOGIN_TIMEOUT):
        """Serves until the last session has ended. Returns False when no user logged in within `timeout` seconds."""
        deadline = time.monotonic() + timeout
        while True:
            self._accept(1.0)
            self._connections = [one for one in self._connections if one.poll() is None]
            logged_in = self._has_login()
            if logged_in and not self._connections:
                return True
            if not logged_in and time.monotonic() > deadline:
                return False

    def close(self):
        self._listener.close()
        for one in self._connections:
            one.kill()

    def _accept(self, seconds):
        if not select.select([self._listener], [], [], seconds)[0]:
            return
        connection, _ = self._listener.accept()
        options = [word for key, value in OPTIONS.items() for word in ("-o", f"{key}={value}")]
        with connection:
            sshd = ["/usr/sbin/sshd", "-i", "-e", "-f", "/dev/null", *options]
            self._connections.append(subprocess.Popen(sshd, stdin=connection, stdout=connection, stderr=self._log))

    def _has_login(self):
        return b"Accepted " in os.pread(self._log.fileno(), 1 << 20, 0)
