"""What the specimens say: short words and long ones, in English and in Arabic. No claim about anybody."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Words:
    """One language's specimens. `terms` overrides the vocabularies' labels by slug."""

    language: str
    name: str
    short: str
    long: str
    other: str
    acronym: str
    sentence: str
    paragraph: str
    label: str
    link: str
    countries: tuple[str, str]
    terms: dict[str, str] = field(default_factory=dict)


ENGLISH = Words(
    language="en",
    name="Specimen Network",
    short="Spec",
    long=(
        "Specimen of a very long name: Interdepartmental and Interregional Community of Practice on Anticipatory "
        "Administrative Simplification and Verwaltungsvereinfachungsgesetze"
    ),
    other="Specimen Circle",
    acronym="SPEC",
    sentence="A specimen of a summary, in one sentence.",
    paragraph=(
        "A specimen of a summary that uses the room it has. It says who meets, what about and how often, and it goes "
        "on for three or four lines, because some conveners have more to tell than others and nobody should lose it."
    ),
    label="Specimen label",
    link="A link to a specimen",
    countries=("FI", "GB"),
)

ARABIC = Words(
    language="ar",
    name="شبكة نموذجية",
    short="نموذج",
    long=(
        "نموذج لاسم طويل جدا: مجتمع الممارسة المشترك بين الوزارات والأقاليم "
        "بشأن الاستشراف وتبسيط الإجراءات الإدارية والخدمات العامة"
    ),
    other="حلقة نموذجية",
    acronym="ش ن",
    sentence="نموذج لملخص في جملة واحدة.",
    paragraph=(
        "نموذج لملخص يستخدم المساحة المتاحة كلها. يقول من يجتمع وفي أي موضوع وكم مرة، ويمتد على ثلاثة أسطر أو أربعة، "
        "لأن لدى بعض المنظمين ما يقولونه أكثر من غيرهم، ولا ينبغي أن يضيع شيء منه."
    ),
    label="عنوان نموذجي",
    link="رابط إلى نموذج",
    countries=("JO", "EG"),
    terms={
        "setting-up": "قيد التأسيس",
        "launching": "قيد الإطلاق",
        "consolidating": "قيد الترسيخ",
        "reinventing": "قيد التجديد",
        "paused": "متوقفة مؤقتا",
        "closed": "مغلقة",
        "national": "وطنية",
        "international": "دولية",
        "network": "شبكة",
        "community-of-practice": "مجتمع ممارسة",
        "network-building": "بناء الشبكات والشراكات",
        "knowledge-sharing": "تبادل المعرفة",
        "advising": "تقديم المشورة والمراجعة",
    },
)
