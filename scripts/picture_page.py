#!/usr/bin/env python3
"""Take the picture of the page that the README shows: python scripts/picture_page.py [OUT.png] [--file MINUTES] [--language da]

It starts the service, opens minutes that ship with the project and one of their items, and saves what the browser shows. Needs the extra `serve`,
selenium, and chromium with its driver (scripts/install_browser.sh).
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
WIDTH, HEIGHT = 1280, 1240


def main() -> None:
    """Take the picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", nargs="?", type=Path, default=ROOT / "docs/page.png")
    parser.add_argument("--file", type=Path, default=ROOT / "training_data/minutes/laerkedal.txt")
    parser.add_argument("--language", choices=("da", "en"), default="en")
    args = parser.parse_args()

    from selenium import webdriver
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import WebDriverWait

    from tests.serving import DEADLINE, running

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", f"--window-size={WIDTH},{HEIGHT}", "--hide-scrollbars"):
        options.add_argument(argument)
    with running() as service:
        browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
        try:
            browser.get(service.url)
            wait = WebDriverWait(browser, DEADLINE)
            wait.until(lambda b: b.execute_script("return document.documentElement.dataset.ready"))
            browser.find_element(By.CSS_SELECTOR, f"[data-language='{args.language}']").click()
            text = browser.find_element(By.CSS_SELECTOR, "#text")
            browser.execute_script(
                "document.querySelector('#input').open = true; arguments[0].value = arguments[1]", text, args.file.read_text(encoding="utf-8")
            )
            browser.find_element(By.CSS_SELECTOR, "#tag").click()
            wait.until(lambda b: b.find_elements(By.CSS_SELECTOR, "#items > ol > li"))
            browser.execute_script("document.querySelector('#input').open = false; window.scrollTo(0, 0)")
            browser.save_screenshot(str(args.out))
        finally:
            browser.quit()
    print(args.out)


if __name__ == "__main__":
    main()
