"""The page in a real browser: paste, look, jump, filter, correct, download; in both languages, widths and themes."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the service needs the extra serve")
pytest.importorskip("selenium", reason="the browser is driven by selenium")

from selenium import webdriver  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import Select, WebDriverWait  # noqa: E402

from nlp.serve.frames import encode  # noqa: E402
from nlp.serve.page import STATIC  # noqa: E402
from nlp.serve.pool import Answer  # noqa: E402
from nlp.training.examples import load_examples  # noqa: E402
from tests.serving import DEADLINE, MINUTES, Service, running  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="no chromium with chromedriver here; scripts/install_browser.sh installs them on Debian")
# Whether something lies over an element.
COVERED = """const box = arguments[0].getBoundingClientRect();
return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) !== arguments[0];"""
WIDTHS = {"phone": (390, 844), "desk": (1280, 900)}


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with running() as one:
        yield one


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    downloads = tmp_path_factory.mktemp("downloads")
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--lang=en", "--force-prefers-reduced-motion"):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"download.default_directory": str(downloads), "intl.accept_languages": "en"})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    # With the path of the driver nothing is looked for, or fetched, by selenium itself.
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    driver.downloads = downloads  # type: ignore[attr-defined]
    try:
        yield driver
    finally:
        driver.quit()


class Page:
    """What a person does on the page."""

    def __init__(self, browser: webdriver.Chrome, url: str) -> None:
        self.browser = browser
        self.wait = WebDriverWait(browser, DEADLINE)
        browser.get(url)
        self.wait.until(lambda b: b.execute_script("return document.documentElement.dataset.ready"))

    def all(self, selector: str) -> list[Any]:
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> Any:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def tag(self, text: str) -> None:
        # The driver types no characters beyond the basic plane.
        self.browser.execute_script("document.querySelector('#input').open = true; arguments[0].value = arguments[1]", self.one("#text"), text)
        self.one("#tag").click()
        self.done()

    def done(self) -> None:
        self.wait.until(lambda _: self.one("#status").text.startswith(("Done", "Færdig", "Open already", "No agenda")))

    def reload(self) -> None:
        self.browser.refresh()
        self.wait.until(lambda b: b.execute_script("return document.documentElement.dataset.ready"))

    def choose(self, name: str, value: str, within: str = "main") -> None:
        Select(self.one(f"{within} [name='{name}']")).select_by_value(value)

    def write(self, name: str, text: str) -> None:
        field = self.one(f"#detail [name='{name}']")
        field.clear()
        self.one(f"#detail [name='{name}']").send_keys(text, Keys.TAB)

    def mark(self, text: str) -> Any:
        return next(mark for mark in self.all("#words mark") if mark.text == text)

    def download(self, button: str, ending: str) -> str:
        folder: Path = self.browser.downloads  # type: ignore[attr-defined]
        self.one(button).click()
        # The browser holds the name with an empty file until all of it is there.
        path = self.wait.until(lambda _: next((file for file in folder.glob(f"*{ending}") if file.stat().st_size), None))
        text = path.read_text(encoding="utf-8")
        path.unlink()
        return text

    def overflow(self) -> int:
        return int(self.browser.execute_script("return document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.fixture
def page(browser: webdriver.Chrome, service: Service) -> Iterator[Page]:
    browser.set_window_size(1280, 900)
    one = Page(browser, service.url)
    yield one
    faults = [
        entry
        for entry in browser.get_log("browser")
        if entry["level"] == "SEVERE" and "401" not in entry["message"] and "422" not in entry["message"] and "some%2Frule" not in entry["message"]
    ]
    browser.execute_script("localStorage.clear(); history.replaceState(null, '', '/')")
    browser.execute_async_script("import('/static/store.js').then((store) => store.clearMeetings()).then(arguments[0])")
    assert faults == []


def test_pasted_minutes_are_shown_with_what_was_found(page: Page) -> None:
    page.tag(MINUTES)
    assert page.one("#body-name").text == "Teknisk Udvalg"
    assert page.browser.execute_script("return document.getElementById('words').textContent") == MINUTES
    found = {(mark.get_attribute("class"), mark.text) for mark in page.all("#words mark")}
    assert {("PERSON", "Nuka Toft"), ("CASE_NUMBER", "23/998"), ("OUTCOME", "Anbefales"), ("COMMITTEE", "Byrådet")} <= found
    first, second = page.all("#items > ol > li")
    for wanted in ("Ny cykelsti", "roads and transport", "Recommended", "against: Nuka Toft", "Per Ly Holm", "23/998", "%"):
        assert wanted in first.text
    assert "vejsalt" in second.text


def test_an_item_and_an_entity_are_jumped_to_and_tell_their_rule(page: Page) -> None:
    page.tag(MINUTES)
    page.all("#items > ol > li > .title")[1].click()
    assert "vejsalt" in page.one("#words section.now").text
    page.one("#items > ol > li .jump").click()
    assert page.one("mark.now").text == "Anbefales"
    assert page.one("#detail code").text.startswith("outcome/")
    assert page.one("mark.now").text in page.wait.until(lambda _: page.one("#detail .why q").text)
    page.one("#detail .jump").click()
    assert page.one("#detail h3").text == "Item 1"
    page.one("#detail .evidence .jump").click()
    top = page.browser.execute_script("return document.querySelector('mark.now').getBoundingClientRect().top")
    assert 0 <= top <= 900


def enriched(result: dict[str, Any]) -> dict[str, Any]:
    """A result with all that may stand beside a decision, whatever the model finds."""
    text, item = result["text"], result["items"][0]

    def at(words: str, **more: Any) -> dict[str, Any]:
        return {"text": words, "start": text.index(words), "end": text.index(words) + len(words), "part": None, "rule": "some/rule", **more}

    item["history"] = [
        at("anlægsbevilling", body="Økonomiudvalget", date="2023-04-02", code="postponed"),
        at("Indstilling", body=None, date=None, code="noted"),
    ]
    item["remarks"] = [at("Forvaltningen indstiller til Byrådet", kind="condition", by=["Ø"])]
    item["attendance"] = [
        at("til cykelstien", name="Ida Bro", status="left", time="17:30", replaces=None),
        at("Ida Bro", name="Aage Munk", status="substitute"),
    ]
    item["next_steps"] = [at("Byrådet", kind="decides", body="Byrådet")]
    item["fates"] = [at("Orientering", code="withdrawn", item="2")]
    sides = {"for": [], "against": ["Nuka Toft"], "abstain": []}
    votes = {**sides, "tally": {"for": 12, "against": 1, "abstain": None}, "consistent": False}
    amendment = {**sides, "part": "3", "subject": "amendment", "tally": None, "start": None, "end": None, "rule": None}
    item["votes"] = {**at("Nuka Toft stemte imod"), **votes, "parts": [amendment]}
    amount = at("2,1 mio. kr.", label="AMOUNT", id="2100000", item="1")
    result["entities"] = sorted([*result["entities"], amount], key=lambda entity: int(entity["start"]))
    return result


def test_what_stands_beside_a_decision_is_shown_and_jumped_to(page: Page, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = service.pool
    assert pool is not None
    run = pool.run

    async def more(frame: bytes) -> Answer:
        answer = await run(frame)
        return Answer(answer.counts, encode(enriched(json.loads(answer.body)))) if b'"items"' in answer.body else answer

    monkeypatch.setattr(pool, "run", more)
    page.tag("😀 " + MINUTES)
    said = page.all("#items > ol > li")[0].text
    for wanted in (
        "Økonomiudvalget 2 April 2023: postponed",
        "Unknown body: noted",
        "condition: “Forvaltningen indstiller til Byrådet” (Ø)",
        "Ida Bro: left, 17:30",
        "Decided by\nByrådet",
        "withdrawn (item 2)",
        "for: 12 · against: 1 (Nuka Toft) (the names do not give these numbers)",
        "point 3, amendment: against: Nuka Toft",
    ):
        assert wanted in said
    assert "Aage Munk" not in said, "what holds for the whole meeting is not said at each item"
    page.one("#items > ol > li > .title").click()
    assert "outcome/" in page.one("#detail .evidence").text
    assert page.mark("2,1 mio. kr.").get_attribute("class") == "AMOUNT"
    assert page.one("#marks [data-label='AMOUNT']").text == "Amount 1"
    earlier = next(button for button in page.all("#items .jump") if "Økonomiudvalget" in button.text)
    earlier.click()
    assert page.one("#detail blockquote").text == "anlægsbevilling"
    assert page.one("#detail code").text == "some/rule"
    assert page.browser.execute_script("return [...CSS.highlights.get('place')].map(String)") == ["anlægsbevilling"]
    assert 0 <= page.browser.execute_script("return [...CSS.highlights.get('place')][0].getBoundingClientRect().top") <= 900
    page.browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert page.browser.switch_to.active_element == earlier
    assert not page.browser.execute_script("return CSS.highlights.has('place')")


def test_labels_can_be_hidden(page: Page) -> None:
    page.tag(MINUTES)
    page.one("#marks [data-label='PERSON']").click()
    assert page.one("#marks [data-label='PERSON']").get_attribute("aria-pressed") == "false"
    assert not page.all("mark.PERSON:not(.off)")
    assert page.all("mark.PARTY:not(.off)")
    page.one("#marks [data-label='PERSON']").click()
    assert page.all("mark.PERSON:not(.off)")


def test_results_are_downloaded(page: Page, service: Service) -> None:
    page.tag(MINUTES)
    assert json.loads(page.download("#save-json", ".json")) == service.post("/v1/tag", {"text": MINUTES, "with_text": True}).json
    items = page.download("#save-items", "-items.csv")
    first, second = csv.DictReader(io.StringIO(items.removeprefix("\ufeff")))
    assert (first["committee"], first["number"], first["outcomes"], first["outcome_words"]) == ("Teknisk Udvalg", "1", "recommended", "Anbefales")
    assert (first["votes_against"], first["votes"], first["absent"]) == ("Nuka Toft", "against: Nuka Toft", "Per Ly Holm")
    assert second["outcomes"] == "noted"
    assert "PERSON,Nuka Toft,Nuka Toft," in page.download("#save-entities", "-entities.csv")


def test_corrections_become_examples_for_training(page: Page, tmp_path: Path) -> None:
    page.tag(MINUTES)
    assert not page.one("#save-examples").is_enabled()
    page.all("#items > ol > li > .title")[1].click()
    Select(page.one("#detail select[name='topic']")).select_by_value("environment")
    page.one("#detail input[name='words']").send_keys("vejsalt")
    Select(page.one("#detail select[name='words-label']")).select_by_value("PERSON")
    page.one("#detail .add").click()
    page.one("#detail [data-move='longer-start']").click()
    page.mark("Byrådet").click()
    page.one("#detail .remove").click()
    page.mark("Anbefales").click()
    Select(page.one("#detail select[name='id']")).select_by_value("approved")
    lines = page.download("#save-examples", "-examples.jsonl")
    first, second = (json.loads(line) for line in lines.splitlines())
    assert MINUTES.count(first["text"]) == MINUTES.count(second["text"]) == 1
    assert "Byrådet" not in [entity["text"] for entity in first["entities"]]
    assert first["outcomes"][0]["code"] == "approved"
    assert second["topic"] == "environment"
    added = next(entity for entity in second["entities"] if entity["label"] == "PERSON")
    assert (added["text"], second["text"][added["start"] : added["end"]]) == ("om vejsalt", "om vejsalt")
    (tmp_path / "page.jsonl").write_text(lines, encoding="utf-8")
    assert len(load_examples([tmp_path / "page.jsonl"]).rows) == 2


def test_offsets_behind_an_emoji_are_those_of_the_service(page: Page) -> None:
    page.tag("😀😀 " + MINUTES)
    assert page.mark("Taget til efterretning").get_attribute("class") == "OUTCOME"
    page.all("#items > ol > li > .title")[1].click()
    page.one("#detail input[name='right']").click()
    (example,) = (json.loads(line) for line in page.download("#save-examples", "-examples.jsonl").splitlines())
    for entity in example["entities"]:
        assert example["text"][entity["start"] : entity["end"]] == entity["text"]


def test_selected_words_become_an_entity_and_can_be_undone(page: Page) -> None:
    page.tag(MINUTES)
    page.browser.execute_script(
        """const node = document.querySelector('#words section [role=heading]').firstChild;
        const at = node.data.indexOf('Strandvejen'); const range = document.createRange();
        range.setStart(node, at); range.setEnd(node, at + 11);
        getSelection().removeAllRanges(); getSelection().addRange(range); document.dispatchEvent(new MouseEvent('mouseup'));"""
    )
    page.wait.until(lambda _: page.all("#detail [data-add='PERSON']"))
    page.one("#detail [data-add='PERSON']").click()
    assert page.one("mark.now").text == "Strandvejen"
    assert "corrected" in page.all("#items > ol > li")[0].text
    page.all("#items > ol > li > .title")[0].click()
    page.one("#detail .undo").click()
    assert "Strandvejen" not in [mark.text for mark in page.all("#words mark")]
    assert not page.one("#save-examples").is_enabled()


def test_all_of_it_works_by_keyboard(page: Page) -> None:
    page.one("#text").send_keys("Punkt 1: Budget 2024\n\nForvaltningen indstiller til Byrådet.\n\nBeslutning\n\nGodkendt.\n")
    page.browser.switch_to.active_element.send_keys(Keys.TAB)
    assert page.browser.switch_to.active_element.get_attribute("id") == "tag"
    page.browser.switch_to.active_element.send_keys(Keys.ENTER)
    page.wait.until(lambda _: page.one("#result").is_displayed())
    for _ in range(40):
        page.browser.switch_to.active_element.send_keys(Keys.TAB)
        if page.browser.switch_to.active_element.tag_name == "mark":
            break
    first = page.browser.switch_to.active_element
    assert first.tag_name == "mark"
    first.send_keys(Keys.END)
    last = page.browser.switch_to.active_element
    assert last.text == "Godkendt"
    last.send_keys(Keys.ENTER)
    assert page.one("#detail").is_displayed()
    page.browser.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not page.all("#detail")
    assert page.browser.switch_to.active_element.text == "Godkendt"


def test_both_languages_are_spoken_and_remembered(page: Page) -> None:
    page.tag(MINUTES)
    page.one("[data-language='da']").click()
    assert page.one("#tag").get_attribute("textContent") == "Find beslutninger"
    assert "veje og trafik" in page.one("#items > ol > li").text
    page.browser.refresh()
    page.wait.until(lambda b: b.execute_script("return document.documentElement.dataset.ready") == "da")
    assert page.one("html").get_attribute("lang") == "da"
    assert "Nye referater" in page.one("body").text
    page.wait.until(lambda _: "Dagsorden fra et udvalg" in page.one("#example").get_attribute("textContent"))


def test_every_word_is_there_in_both_languages() -> None:
    page, words = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.js")), (STATIC / "words.js").read_text(encoding="utf-8")
    asked = set(re.findall(r"""\b(?:say|tell)\("([\w.]+)\"""", page))
    known = set(re.findall(r"""^  "?([\w.]+)"?: \[""", words, re.MULTILINE))
    assert asked - known == set()


def test_nothing_on_a_danish_page_is_english(page: Page) -> None:
    page.tag(MINUTES)
    page.one("[data-language='en']").click()
    page.one("#items > ol > li > .title").click()
    english = lines(page)
    page.one("[data-language='da']").click()
    same = {"referat", "Dansk", "English", "Person 4", "PERSON", "for", "(> 99 %)", "person"}
    danish = page.browser.execute_script("return document.getElementById('words').textContent")
    shared = {line for line in english & lines(page) if re.search(r"[A-Za-zæøå]{3}", line)} - same
    assert {line for line in shared if line not in danish and "/" not in line and not line.startswith(("Person ", "Model "))} == set()


def lines(page: Page) -> set[str]:
    """The lines of the page that are not the document's own words."""
    script = """return [...document.querySelectorAll('#app *')].filter(e => !e.closest('[lang=da], [lang=en], #words, option, #people, dd, q, blockquote, code, input'))
        .flatMap(e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim())).filter(Boolean)"""
    return set(page.browser.execute_script(script))


def test_a_fault_is_said_and_the_page_goes_on(page: Page) -> None:
    page.one("#tag").click()
    assert "Paste a text" in page.one("#status").text
    page.browser.execute_script("arguments[0].value = '\\u0000'.repeat(10)", page.one("#text"))
    page.tag(MINUTES)
    assert "items" in page.one("#status").text


def test_faults_of_a_file_are_said_in_the_language_of_the_page(page: Page, tmp_path: Path) -> None:
    contents = {"picture.dat": bytes(range(256)) * 20, "nothing.txt": b"", "weather.txt": b"Det regner i dag.\n", "archive.txt": b"hej\n" * 2_600_000}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)

    def fails(name: str, words: str) -> None:
        page.browser.execute_script("document.querySelector('#input').open = true")
        page.one("#file").send_keys(str(tmp_path / name))
        page.wait.until(lambda _: words in page.one("main").text)

    fails("picture.dat", "picture.dat The file cannot be read as minutes.")
    page.one("[data-language='da']").click()
    assert "picture.dat Filen kan ikke læses som et referat." in page.one("#failures").text
    fails("nothing.txt", "nothing.txt Filen er tom.")
    fails("archive.txt", "10.4 MB; der tages højst 10.0 MB")
    fails("weather.txt", "hverken et referat eller en dagsorden")


def test_further_labels_are_found_where_they_are_asked_for(page: Page) -> None:
    page.tag(MINUTES)
    assert "AMOUNT" not in page.one("#filters").get_attribute("innerHTML")
    page.one("#input summary").click()
    page.one("#more").click()
    page.wait.until(lambda _: page.all("#marks [data-label='AMOUNT']"))
    assert page.mark("2,1 mio. kr.").get_attribute("class") == "AMOUNT"
    page.mark("2,1 mio. kr.").click()
    assert "2100000" in page.one("#detail dl").text
    assert "not part of examples" in page.one("#detail").text
    page.one("#items > ol > li > .title").click()
    page.one("#detail input[name='right']").click()
    example = json.loads(page.download("#save-examples", "-examples.jsonl"))
    assert {entity["label"] for entity in example["entities"]} <= {"PERSON", "PARTY", "COMMITTEE", "CASE_NUMBER", "OUTCOME"}
    page.one("#more").click()
    assert page.mark("2,1 mio. kr."), "what was corrected is not thrown away"
    page.one("#more").click()
    page.reload()
    assert page.one("#more").is_selected()


def test_a_spreadsheet_set_to_danish_reads_the_table(page: Page) -> None:
    page.tag(MINUTES)
    page.one("[data-language='da']").click()
    first, _ = csv.DictReader(io.StringIO(page.download("#save-items", "-items.csv").removeprefix("\ufeff")), delimiter=";")
    assert first["votes"] == "imod: Nuka Toft"
    assert first["topic_score"].replace(",", "").isdigit()


def test_headings_of_the_text_are_headings(page: Page) -> None:
    page.tag(MINUTES)
    found = page.browser.execute_script("return [...document.querySelectorAll('#words [role=heading]')].map(e => [e.ariaLevel, e.textContent])")
    assert found[:3] == [["4", "Punkt 1: Ny cykelsti langs Strandvejen"], ["5", "Indstilling"], ["5", "Beslutning"]]
    assert ["5", "Afbud"] in found, "what stands behind a heading in its line is none"


def test_every_control_has_a_name(page: Page) -> None:
    page.tag(MINUTES)
    page.one("#input summary").click()
    for step in ("#items > ol > li > .title", "#words mark"):
        page.one(step).click()
        nodes = page.browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        roles = {"button", "combobox", "textbox", "checkbox", "link", "navigation", "complementary"}
        unnamed = [node for node in nodes if node.get("role", {}).get("value") in roles and not node.get("name", {}).get("value") and not node["ignored"]]
        assert unnamed == []


def test_a_file_and_an_example_are_taken(page: Page, tmp_path: Path) -> None:
    (tmp_path / "møde.md").write_text("# " + MINUTES, encoding="cp1252", errors="replace")
    page.one("#file").send_keys(str(tmp_path / "møde.md"))
    page.wait.until(lambda _: page.one("#result").is_displayed())
    assert page.one("#chosen").get_attribute("textContent") == "møde.md"
    page.one("#input summary").click()
    page.wait.until(lambda _: len(Select(page.one("#example")).options) > 1)
    Select(page.one("#example")).select_by_index(1)
    page.wait.until(lambda _: len(page.all("#items > ol > li")) > 2)


def test_many_files_give_a_list_of_meetings_and_what_failed_is_named(page: Page, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(MINUTES, encoding="utf-8")
    (tmp_path / "b.txt").write_text(MINUTES.replace("09-05-2023", "10-05-2023").replace("Teknisk Udvalg", "Skoleudvalget"), encoding="utf-8")
    (tmp_path / "c.pdf").write_bytes(bytes(range(256)) * 20)
    page.one("#file").send_keys("\n".join(str(tmp_path / name) for name in ("a.txt", "b.txt", "c.pdf")))
    page.done()
    assert [row.text.split("\n")[0] for row in page.all("#meetings li")] == ["10 May 2023, Skoleudvalget", "9 May 2023, Teknisk Udvalg"]
    assert "c.pdf" in page.one("#failures").text
    page.all("#meetings .title")[0].click()
    assert page.one("#body-name").text == "Skoleudvalget"
    page.one("#filters [name='text']").send_keys("vejsalt")
    assert [row.text.split("\n")[1] for row in page.all("#meetings li")] == ["1 of 2 items · 1 divided vote"] * 2
    page.one("#all").click()
    items = list(csv.DictReader(io.StringIO(page.download("#save-items", "referat-items.csv").removeprefix("\ufeff"))))
    assert [row["document"] for row in items] == ["b.txt", "b.txt", "a.txt", "a.txt"]
    assert len(page.download("#save-json", "referat.jsonl").splitlines()) == 2
    page.all("#meetings li .small")[0].click()
    page.wait.until(lambda _: not page.all("#meetings li"))
    assert page.one("#body-name").text == "Teknisk Udvalg"


def test_the_summary_stands_on_top_and_leads_on(page: Page) -> None:
    page.tag(MINUTES)
    first = page.one(".facts").text
    for wanted in ("9 May 2023", "Per Ly Holm", "against: Nuka Toft", "1 recommended", "1 noted"):
        assert wanted in first
    page.one("#votes summary").click()
    assert "Ø: Nuka Toft" in page.one("#votes tbody").text
    next(button for button in page.all(".facts .jump") if "Per Ly Holm" in button.text).click()
    assert page.one("[name='member']").get_attribute("value") == "Per Ly Holm"


@pytest.mark.parametrize(
    ("name", "value", "titles"),
    [
        ("topic", "roads_transport", 2),
        ("outcome", "noted", 1),
        ("outcome", "-", 0),
        ("member", "Nuka Toft", 1),
        ("text", "CYKELSTI strandvejen", 1),
        ("divided", "", 1),
    ],
)
def test_items_are_searched_and_filtered(page: Page, name: str, value: str, titles: int) -> None:
    page.tag(MINUTES)
    if name == "text":
        page.one("#filters [name='text']").send_keys(value)
    elif name == "divided":
        page.one("#filters [name='divided']").click()
    elif name == "topic" and value not in [option.get_attribute("value") for option in Select(page.one("[name='topic']")).options]:
        pytest.skip("this model gives other topics")
    else:
        page.choose(name, value)
    found = len(page.all("#items > ol > li"))
    assert found == titles or (name == "topic" and found)
    assert f"{found} of 2 items" in page.one("#filters").text
    next(button for button in page.all("#filters button")).click()
    assert len(page.all("#items > ol > li")) == 2


def test_corrections_of_every_kind_survive_a_reload_and_are_in_every_download(page: Page) -> None:
    page.tag(MINUTES)
    page.one("#items > ol > li > .title").click()
    page.choose("topic", "environment", "#detail")
    page.choose("outcome-0", "postponed")
    page.write("votes-for", "Ida Bro, A")
    page.write("count-for", "12")
    page.write("absent", "Bo Skov")
    page.reload()
    assert "corrected" in page.one("#items > ol > li").text
    item = json.loads(page.download("#save-json", ".json"))
    assert item["corrected_items"] == [0]
    item = item["items"][0]
    assert (item["topic"]["label"], item["outcomes"][0]["code"], item["absent"]) == ("environment", "postponed", ["Bo Skov"])
    assert (item["votes"]["for"], item["votes"]["against"], item["votes"]["tally"]["for"]) == (["Ida Bro", "A"], ["Nuka Toft"], 12)
    (row, _) = csv.DictReader(io.StringIO(page.download("#save-items", "-items.csv").removeprefix("\ufeff")))
    assert (row["topic"], row["outcomes"], row["absent"], row["votes_for"], row["corrected"]) == ("environment", "postponed", "Bo Skov", "Ida Bro; A", "true")
    votes = page.download("#save-votes", "-votes.csv")
    assert ",for,Ida Bro,A,12" in votes
    (example,) = (json.loads(line) for line in page.download("#save-examples", "-examples.jsonl").splitlines())
    assert (example["topic"], example["outcomes"][0]["code"], example["absent"]) == ("environment", "postponed", ["Bo Skov"])
    page.tag(MINUTES)
    assert "still here" in page.one("#status").text, "the same document again throws nothing away"
    page.one("#input summary").click()
    page.one("#forget").click()
    alert = page.browser.switch_to.alert
    assert "corrections in 1 item" in alert.text
    alert.accept()
    page.wait.until(lambda _: not page.all("#result"))
    page.reload()
    assert not page.all("#result")


def test_an_address_leads_to_an_item_and_to_words(page: Page) -> None:
    page.tag(MINUTES)
    page.all("#items > ol > li > .title")[1].click()
    address = page.browser.current_url
    assert "item=2" in address
    page.mark("Anbefales").click()
    words = page.browser.current_url
    page.browser.get(page.browser.current_url.partition("#")[0] + "#")
    page.reload()
    page.browser.get(address)
    page.wait.until(lambda _: page.all("#items li.now"))
    assert "vejsalt" in page.one("#items li.now").text
    page.browser.get(words)
    page.wait.until(lambda _: page.all("mark.now"))
    assert page.one("mark.now").text == "Anbefales"
    page.browser.execute_script("location.hash = '#m=0123456789abcdef&item=2'")
    page.wait.until(lambda _: "not open here" in page.one("#status").text)


def test_a_citation_is_copied(page: Page) -> None:
    page.browser.execute_cdp_cmd("Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]})
    page.tag(MINUTES)
    page.browser.execute_script("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }")
    page.one("#items .small").click()
    page.wait.until(lambda _: page.one("#status").text == "Copied.")
    cited = page.browser.execute_script("return window.copied")
    assert cited.startswith("“Anbefales. Nuka Toft stemte imod.” Teknisk Udvalg")
    assert cited.endswith("9 May 2023, minutes, item 1: Ny cykelsti langs Strandvejen.")


def test_signs_of_markdown_are_out_of_sight(page: Page) -> None:
    text = "# REFERAT Teknisk Udvalg d. 09-05-2023\n\n## 1. **Ny** cykelsti\n\n### Beslutning\n\n**Godkendt** som [indstillet](https://a.example/b).\n\n| A | B |\n|---|---|\n"
    page.tag(text)
    shown = page.one("#words").text
    assert not re.search(r"[#*\[\]|-]{2}|#|https", shown)
    assert "Godkendt som indstillet." in shown
    assert page.browser.execute_script("return document.getElementById('words').textContent") == text, "a selection still tells its place"
    assert page.all("#words strong")


def test_a_label_that_is_less_likely_than_not_is_a_question(page: Page, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    pool = service.pool
    assert pool is not None
    run = pool.run

    async def unsure(frame: bytes) -> Answer:
        answer = await run(frame)
        result = json.loads(answer.body)
        if "items" in result:
            result["items"][0]["topic"] = {"label": "economy", "score": 0.4, "alternatives": [{"label": "schools", "score": 0.3}]}
        return Answer(answer.counts, encode(result))

    monkeypatch.setattr(pool, "run", unsure)
    page.tag(MINUTES)
    assert "economy or schools? unsure" in page.one("#items > ol > li").text
    page.one("#items > ol > li > .title").click()
    next(button for button in page.all("#detail .fields .row button") if button.text == "Schools").click()
    assert "schools" in page.one("#items > ol > li").text
    assert "?" not in page.one("#items > ol > li dl").text


AXE = next((path for path in (Path(os.environ.get("REFERAT_AXE", "-")), STATIC.parents[2] / "node_modules/axe-core/axe.min.js") if path.is_file()), None)


@pytest.mark.skipif(AXE is None, reason="axe-core is not here: npm install axe-core, or name its axe.min.js in REFERAT_AXE")
@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_fault(page: Page, theme: str, language: str) -> None:
    assert AXE is not None
    page.one(f"[data-language='{language}']").click()
    Select(page.one("#theme")).select_by_value(theme)
    page.tag(MINUTES)
    page.one("#votes summary").click()
    page.browser.execute_script(AXE.read_text(encoding="utf-8"))
    for step in ("", "#items > ol > li > .title", "#words mark"):
        if step:
            page.one(step).click()
        found = page.browser.execute_async_script(
            "axe.run({resultTypes: ['violations']}).then((r) => arguments[0](r.violations.map((v) => [v.id, v.nodes[0].html])))"
        )
        assert found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", sorted(WIDTHS))
def test_nothing_sticks_out_in_any_width_or_theme(page: Page, width: str, theme: str) -> None:
    metrics = {"width": WIDTHS[width][0], "height": WIDTHS[width][1], "deviceScaleFactor": 1, "mobile": width == "phone"}
    page.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        Select(page.one("#theme")).select_by_value(theme)
        shots = os.environ.get("REFERAT_SCREENSHOTS")
        page.wait.until(lambda _: len(Select(page.one("#example")).options) > 1)
        for step in ("empty", "result", "item", "entity"):
            if step == "result":
                page.tag(MINUTES)
            elif step == "item":
                page.one("#items > ol > li > .title").click()
            elif step == "entity":
                # As one scrolls to it: the panel lies over the lower half of a phone.
                page.browser.execute_script("arguments[0].scrollIntoView({block: 'start'})", page.mark("Anbefales"))
                page.mark("Anbefales").click()
                assert page.browser.execute_script(COVERED, page.mark("Anbefales")) is False
            assert page.overflow() <= 0, step
            if shots:
                page.browser.save_screenshot(str(Path(shots) / f"{width}-{theme}-{step}.png"))
        light = page.browser.execute_script("return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).every(x => x > 127)")
        assert light == (theme == "light")
    finally:
        page.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_the_page_asks_for_the_key(browser: webdriver.Chrome) -> None:
    with running(key="hest") as locked:
        page = Page(browser, locked.url)
        page.wait.until(lambda _: page.one("#key").is_displayed())
        page.one("#key").send_keys("hest")
        page.tag(MINUTES)
        assert page.all("#items > ol > li")
        browser.get_log("browser")
