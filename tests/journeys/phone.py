"""A citizen's phone with the chat page open: speaks by the page's own fields and buttons, looks by the api."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
TURN_MS = 30_000
STORY = (
    "我叫林秀梅，今年三月到六月，在文新街道城东安置房三期工地做木工，包工头周某拖欠我工资一万八千元，"
    "说好端午节前结清，打电话也不接。要求把工资发给我。"
)
PERSON = "我叫林秀梅，身份证号330106198502041221，电话13896001234，住杭州市西湖区文新街道骆家庄5幢301室"
ANSWERS = {
    "story": STORY,
    "demand": "把拖欠的工资发给我",
    "region": "浙江省杭州市西湖区文新街道",
    "respondent": "城东安置房三期项目部",
    "people_count": "就我一个人",
    "representatives": "代表是林秀梅",
    "history": "没有反映过，也没有起诉和仲裁",
    "attachments": "没有材料",
    "petitioner_name": PERSON,
    "id_number": "330106198502041221",
    "phone": "13896001234",
    "address": "杭州市西湖区文新街道骆家庄5幢301室",
    "repeat_choice": "不是同一件，新提",
}
_SESSION = """async () => {
  const who = JSON.parse(localStorage.getItem('petition.session'));
  const answer = await fetch('/api/chat/sessions/' + who.session_id, {headers: {Authorization: 'Bearer ' + who.token}});
  return answer.json();
}"""


# While something fades in, its colours are not those that people read.
SETTLED = """() => Promise.race([
  Promise.allSettled(document.getAnimations().map((one) => one.finished)),
  new Promise((done) => setTimeout(done, 1500)),
])"""


def violations(page: Page) -> list[str]:
    """What axe finds wrong on the page as it is now, one line each."""
    page.evaluate(SETTLED)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found["violations"]]


class Phone:
    """The page in one browser context. Errors of the page's scripts and requests to other hosts are remembered."""

    def __init__(self, context: BrowserContext, base_url: str) -> None:
        self.context, self.base_url = context, base_url
        self.errors: list[str] = []
        self.strangers: list[str] = []
        self.page = self.new_page()

    def new_page(self) -> Page:
        """One more tab of the same phone."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._watch(request.url))
        return page

    def _watch(self, url: str) -> None:
        if not url.startswith((self.base_url, "data:", "blob:")):
            self.strangers.append(url)

    def open(self, address: str = "/chat/") -> None:
        """Load the page and wait for the notice and the first question."""
        self.page.goto(self.base_url + address)
        expect(self.log).to_have_attribute("aria-busy", "false", timeout=TURN_MS)

    @property
    def log(self) -> Locator:
        """The conversation."""
        return self.page.get_by_role("log", name="对话")

    @property
    def field(self) -> Locator:
        """Where the citizen writes."""
        return self.page.get_by_label("您的话")

    def button(self, name: str) -> Locator:
        """A button by its whole name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def own_lines(self) -> list[str]:
        """What the citizen has said, as it stands on the screen."""
        return [text.removeprefix("您：").strip() for text in self.log.locator(".from-citizen").all_inner_texts()]

    def session(self) -> dict[str, Any]:
        """The conversation as the office has it."""
        body: dict[str, Any] = self.page.evaluate(_SESSION)
        return body

    def say(self, text: str) -> None:
        """Write, send, wait for the answer."""
        self.field.fill(text)
        self.button("发送").click()
        self.answered()

    def choose(self, label: str) -> None:
        """Tap the newest choice of this name and wait for the answer."""
        self.log.get_by_role("button", name=label, exact=True).last.click()
        self.answered()

    def answered(self) -> None:
        """Wait until nothing is on its way any more."""
        self.page.wait_for_function(
            "() => (JSON.parse(localStorage.getItem('petition.outbox')) || []).length === 0", timeout=TURN_MS
        )

    def tell_until(self, wanted: str, most: int = 16) -> dict[str, Any]:
        """Answer what is asked until the bot asks for `wanted`; the session then."""
        for _ in range(most):
            session = self.session()
            if session["ask"] == wanted:
                return session
            self.say(ANSWERS.get(session["ask"] or "", "继续"))
        raise AssertionError(f"not asked for {wanted}, but for {self.session()['ask']}")

    def file(self) -> dict[str, Any]:
        """A whole filing; the receipt's two numbers."""
        self.tell_until("confirm")
        self.choose("确认提交")
        filed: dict[str, Any] | None = self.session()["filed"]
        assert filed, "no receipt after the confirmation"
        return filed

    def is_clean(self) -> None:
        """No script failed and nobody else was asked for anything."""
        assert self.errors == []
        assert self.strangers == []
