"""Two at the same moment over a partner's money: one goes through, the other is told, and no cent is paid twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_of_two_at_once_one_goes_through(tmp_path: Path) -> None:
    where = {
        "TONGPIN_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tongpin.site.settings",
        "TONGPIN_DATABASE": "",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.crm.partner_races"],
        cwd=ROOT,
        env={**os.environ, **where},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "draft": ["draft_there", "ok"],
        "send": ["ok", "sent"],
        "ask": ["ok", "refused_by_law"],
        "approve": ["already_answered", "ok"],
        "pay": ["already_answered", "ok"],
        "confirm": ["already_answered", "ok"],
        "chain": ["True"],
    }
