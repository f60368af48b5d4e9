"""The first words of every conversation: the notice that the law asks for, and the question that opens the story."""

from __future__ import annotations

from api.settings import Settings

FIRST_QUESTION = (
    "请把事情说给我听：什么时候、在哪里、涉及哪个单位或什么人、发生了什么、您希望怎么解决。"
    "想到哪儿说到哪儿，长短都可以，我来帮您整理，缺了什么再问您。"
)

FIRST_CHOICES = [
    {"label": "查询办理进度", "value": "/check_progress"},
    {"label": "找工作人员", "value": "/ask_human"},
]


def notice(office: Settings) -> str:
    """Who collects, why, what, how long, and the citizen's rights (个人信息保护法 第17、34、35条); no consent is asked,
    because the law does not rest on it here."""
    return "\n".join(
        [
            f"您好，我是{office.OFFICE_NAME}的网上信访助手，帮您把要反映的事情记下来、交到该办的单位。开始前，先跟您说清楚：",
            f"· 谁在收集：{office.OFFICE_NAME}，{office.OFFICE_ADDRESS}，电话 {office.OFFICE_PHONE}。",
            "· 为什么：登记、办理和答复您反映的事项。依据《信访工作条例》和《个人信息保护法》第三十四条，"
            "这是履行法定职责，不作别的用途；按第十七条、第三十五条向您告知。",
            "· 收集什么：您讲的情况，姓名、身份证号、电话、住址和您上传的材料。"
            "病情、银行账户、孩子的情况这类敏感信息，只说与这件事有关的就行。"
            "不满十四周岁的，请由父母或其他监护人一起办理。",
            "· 谁能看到：办这件事的工作人员。检举、控告的材料不会转给被检举、控告的人或者单位。",
            f"· 存多久：没有提交的，最后一次使用后 {office.DRAFT_DAYS} 天删除；提交了的，"
            f"保存 {office.RETENTION_YEARS} 年，"
            "法律和档案管理另有规定的按规定。",
            "· 您的权利：可以查阅、复制、更正您的信息，也可以要求删除或者解释，"
            f"请打 {office.OFFICE_PHONE} 或到窗口办理。",
            "· 我是自动应答程序，只负责记录和转交；受理不受理、怎么处理，由工作人员依法决定。"
            "正在发生危险，请先拨打 110、119 或 120。",
        ]
    )
