"""Two short texts in the style of the wires, about other places, and what a coder makes of them."""

from typing import Any, NamedTuple

Values = dict[str, Any]


class Wire(NamedTuple):
    """A text with its events, each by its words; what tells no event is an aside."""

    language: str
    published: str
    text: str
    events: dict[str, Values]


def _values(
    kind: str,
    status: str,
    date: str,
    place: tuple[str, str] = ("none", ""),
    quantities: tuple[tuple[str, float | None, float | None], ...] = (),
    actors: tuple[str, ...] = (),
) -> Values:
    return {
        "kind": kind,
        "status": status,
        "date": date,
        "place": place,
        "quantities": quantities,
        "actors": actors,
    }


RUSSIAN = Wire(
    "ru",
    "2021-07-08",
    """Бои на севере Афганистана

Талибы захватили уезд Имам-Сахиб в провинции Кундуз во вторник. Не менее 12 мирных жителей погибли \
в среду в городе Талукан.

«Мы отступили, патронов не было», — заявил полковник Карим Назари.

Россия осудила нападение на заставу. Президент Эмомали Рахмон приказал призвать из запаса 20 000 \
резервистов.

Автор: А. Писатель""",
    {
        "Талибы захватили уезд Имам-Сахиб в провинции Кундуз во вторник": _values(
            "assault",
            "reported",
            "2021-07-06",
            ("district", "Imam Sahib"),
            actors=("Taliban",),
        ),
        "Не менее 12 мирных жителей погибли в среду в городе Талукан": _values(
            "assault",
            "reported",
            "2021-07-07",
            ("settlement", "Taloqan"),
            (("killed", 12, None),),
        ),
        "Мы отступили, патронов не было": _values("retreat", "reported", "../2021-07-08"),
        "Россия осудила нападение на заставу": _values(
            "accuse", "reported", "../2021-07-08", actors=("Russia",)
        ),
        "Президент Эмомали Рахмон приказал призвать из запаса 20 000 резервистов": _values(
            "mobilize",
            "ordered",
            "../2021-07-08",
            quantities=(("reservists", 20000, 20000),),
            actors=("Эмомали Рахмон",),
        ),
    },
)
DARI = Wire(
    "fa-AF",
    "2021-07-08",
    """جنگ در شمال

طالبان روز سه‌شنبه پاسگاه مرزی را در ولایت تخار تصرف کردند. \
دست‌کم ۱۲ غیرنظامی روز چهارشنبه در ولایت بدخشان کشته شدند.

بیش از ۳۰۰ سرباز افغان شب ۵ جولای به خاک تاجیکستان فرار کردند. وزارت دفاع این گزارش را تکذیب کرد.

نویسنده: ا. ب.""",
    {
        "طالبان روز سه‌شنبه پاسگاه مرزی را در ولایت تخار تصرف کردند": _values(
            "assault",
            "reported",
            "2021-07-06",
            ("province", "Takhar"),
            actors=("Taliban",),
        ),
        "دست‌کم ۱۲ غیرنظامی روز چهارشنبه در ولایت بدخشان کشته شدند": _values(
            "assault",
            "reported",
            "2021-07-07",
            ("province", "Badakhshan"),
            (("killed", 12, None),),
        ),
        "بیش از ۳۰۰ سرباز افغان شب ۵ جولای به خاک تاجیکستان فرار کردند": _values(
            "retreat",
            "reported",
            "2021-07-05/2021-07-06",
            ("border", "Afghanistan–Tajikistan border"),
            (("soldiers", 301, None),),
            ("Afghan soldiers",),
        ),
        "وزارت دفاع این گزارش را تکذیب کرد": _values(
            "reject", "disputed", "../2021-07-08", actors=("defense ministry",)
        ),
    },
)
