"""Does what docs/guide/hosts.md says, word for word, where it does not need the services themselves.

    python packaging/test_hosts.py BIN SERVERS FOLDER

BIN holds the installed program, SERVERS the unpacked Debian packages nginx and caddy. Commands for GitLab, Netlify and Cloudflare run in the environment that those set; Codeberg is a bare
repository. The configurations of nginx and Caddy serve the site and are asked for a page, an asset and an address that is not there.
"""

import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs/guide/hosts.md").read_text()
VERSION = re.search(r'^version = "(.*)"$', (ROOT / "Cargo.toml").read_text(), re.M)[1]


def fences(chapter: str, language: str) -> list[str]:
    text = re.split(r"^## ", PAGE.split(f"\n## {chapter}\n", 1)[1], maxsplit=1, flags=re.M)[0]
    found = re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)
    assert found, f"{chapter} has no {language}"
    return found


class Site:
    """A new site that says nothing of its address, as in a repository that a service has checked out."""

    def __init__(self, bin: Path, folder: Path):
        self.bin, self.folder = bin, folder / "site"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        subprocess.run([bin / "showpiece", "init", self.folder, "--yes", "--quiet", "--name", "Ada Example"], check=True,
                       stdout=subprocess.DEVNULL)
        config = self.folder / "showpiece.yaml"
        config.write_text(re.sub(r"^base_url:.*\n", "", config.read_text(), flags=re.M))
        (self.folder / "static").mkdir()
        (self.folder / "static/_headers").write_text(fences("Headers", "text")[0])

    def run(self, command: str, service: dict[str, str]) -> str:
        """A command of a service, without what fetches the program: that is installed."""
        fetched = f"pip install --quiet showpiece=={VERSION}"
        command = command.removeprefix(fetched).removeprefix(" && ")
        env = {"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": str(self.folder.parent), "CI": "true"} | service
        done = subprocess.run(["bash", "-ec", command], cwd=self.folder, env=env, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        assert done.returncode == 0, f"{command}:\n{done.stdout}"
        return done.stdout

    def is_at(self, address: str) -> None:
        page = (self.folder / "public/index.html").read_text()
        assert f'<link rel="canonical" href="{address}">' in page, re.findall("<link rel=.canonical.*?>", page)
        assert (self.folder / "public/_headers").is_file()
        shutil.rmtree(self.folder / "public")


def services(site: Site) -> None:
    job = yaml.safe_load(fences("GitLab Pages", "yaml")[0])["pages"]
    assert job["artifacts"]["paths"] == ["public"] and job["script"][0] == f"pip install --quiet showpiece=={VERSION}", job
    site.run("\n".join(job["script"][1:]), {"GITLAB_CI": "true", "CI_PAGES_URL": "https://ada.gitlab.io/portfolio"})
    site.is_at("https://ada.gitlab.io/portfolio/")

    build = tomllib.loads(fences("Netlify", "toml")[0])["build"]
    assert build["publish"] == "public"
    site.run(build["command"], {"NETLIFY": "true", "URL": "https://ada.netlify.app", "CONTEXT": "production"})
    site.is_at("https://ada.netlify.app/")

    command, folder = re.findall(r"^\| Build (?:command|output directory) \| `(.*)` \|$", PAGE, re.M)
    assert folder == "public" and command == build["command"]
    site.run(command, {"CF_PAGES": "1", "CF_PAGES_URL": "https://1234.ada.pages.dev"})
    site.is_at("https://1234.ada.pages.dev/")

    for words in ("git init --quiet --bare ../pages.git", "git init --quiet --initial-branch main", "git add .",
                  "git -c user.name=Ada -c user.email=ada@example.org commit --quiet --message site", "git remote add origin ../pages.git"):
        site.run(words, {})
    identity = {f"GIT_{who}_{what}": "ada@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    site.run(fences("Codeberg Pages", "sh")[0], identity | {"SHOWPIECE_BASE_URL": "https://ada.codeberg.page/"})
    assert "<title>Ada Example" in site.run("git --git-dir ../pages.git show pages:index.html", {})
    print("hosts: GitLab, Netlify, Cloudflare and Codeberg as their builds would")


def ask(address: str) -> tuple[int, dict, bytes]:
    for _ in range(100):
        try:
            with urllib.request.urlopen(address) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nobody answers at {address}")


def served(name: str, command: list[str], port: int, site: Site) -> None:
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={"HOME": str(site.folder.parent)})
    try:
        top = f"http://127.0.0.1:{port}"
        code, headers, page = ask(f"{top}/")
        assert code == 200 and b"<title>Ada Example" in page, (name, code)
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"] and headers["X-Content-Type-Options"] == "nosniff"
        sheet = re.search(rb'"(/assets/[^"]*\.css)"', page)[1].decode()
        code, headers, _ = ask(top + sheet)
        assert code == 200 and "immutable" in headers["Cache-Control"], (name, code, dict(headers))
        code, headers, page = ask(f"{top}/nowhere/")
        assert code == 404 and page == (site.folder / "public/404.html").read_bytes(), (name, code)
        assert "immutable" not in (headers["Cache-Control"] or "")
        code, _, _ = ask(f"{top}/projects/")
        assert code == 200, (name, code)
    finally:
        server.terminate()
        server.wait()
    print(f"hosts: {name} serves the site, its headers and its 404")


def servers(site: Site, programs: Path) -> None:
    site.run("showpiece build --strict", {"SHOWPIECE_BASE_URL": "https://ada.example/"})
    place = site.folder.parent
    # A server that gives up its rights must be able to read the way to the site.
    for above in (place, *place.parents):
        if above.stat().st_uid == os.getuid() and str(above).startswith("/tmp/"):
            above.chmod(0o755)
    public = str(site.folder / "public")
    nginx = place / "nginx.conf"
    temp = " ".join(f"{kind}_temp_path {place}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    block = fences("A server of your own", "nginx")[0].replace("/srv/site", public)
    nginx.write_text(f"daemon off; pid {place}/nginx.pid; error_log {place}/nginx.log; {'user root;' if os.getuid() == 0 else ''}\n"
                     f"events {{}}\nhttp {{ access_log off; {temp}\n{block} }}\n")
    served("nginx", [str(programs / "nginx/usr/sbin/nginx"), "-c", str(nginx), "-e", f"{place}/nginx.log"], 8480, site)
    caddy = place / "Caddyfile"
    caddy.write_text("{\n    admin off\n}\n" + fences("A server of your own", "caddyfile")[0].replace("/srv/site", public))
    served("Caddy", [str(programs / "caddy/usr/bin/caddy"), "run", "--config", str(caddy), "--adapter", "caddyfile"], 8481, site)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: python packaging/test_hosts.py BIN SERVERS FOLDER")
    bin, programs, folder = (Path(one).absolute() for one in sys.argv[1:])
    site = Site(bin, folder)
    services(site)
    servers(site, programs)
