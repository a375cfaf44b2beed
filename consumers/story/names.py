"""What the story's people are called. Every family is named after a bird and a plant, which no family is."""

from typing import NamedTuple


class Naming(NamedTuple):
    """The names that one group of families draws from; each bird meets each plant once."""

    birds: tuple[str, ...]
    plants: tuple[str, str, str, str]
    adults: tuple[str, ...]
    children: tuple[str, ...]


NAMINGS = (
    Naming(
        (
            "Kererū", "Pīwakawaka", "Tīeke", "Kōkako", "Kōtare", "Ruru", "Weka", "Hihi", "Mohua", "Kākāriki",
            "Pūkeko", "Takahē", "Tōrea", "Riroriro",
        ),
        ("Rimu", "Tawa", "Kōwhai", "Mānuka"),
        ("Aroha", "Mere", "Rāwiri", "Wiremu", "Hēmi", "Kiri", "Mārama", "Tāne", "Hūria", "Pāora", "Rangi", "Anahera"),
        ("Manaia", "Ngaio", "Tama", "Kahurangi", "Māia", "Nikau", "Hana", "Ariki", "Tiaki", "Mīharo", "Whetū", "Kahu"),
    ),
    Naming(
        (
            "Lupe", "Lulu", "Tuli", "Fuia", "Manutagi", "Henga", "Kulukulu", "Sikotā", "Kakerori", "Kūkupa", "Kikau",
            "Kula",
        ),
        ("Niu", "Ulu", "Fala", "Talo"),
        ("Sina", "Ioane", "Mele", "Viliami", "Losa", "Sione", "Tevita", "Ana", "Masina", "Pita", "Lani", "Ema"),
        ("Tomasi", "Malia", "Semisi", "Lagi", "Peni", "Salote", "Iosefa", "Teuila", "Akanesi", "Tiare", "Filipo"),
    ),
    Naming(
        (
            "Goldcrest", "Dunnock", "Whinchat", "Stonechat", "Fieldfare", "Redstart", "Siskin", "Linnet", "Brambling",
            "Wheatear", "Waxwing", "Nuthatch", "Treecreeper", "Wryneck",
        ),
        ("Hazel", "Alder", "Rowan", "Elder"),
        ("Joanna", "Peter", "Claire", "Mark", "Bronwyn", "Stuart", "Alison", "Craig", "Heather", "Neil", "Grant"),
        ("Ella", "Jack", "Poppy", "Oscar", "Ruby", "Finn", "Isla", "George", "Maisie", "Hugo", "Edith", "Toby"),
    ),
    Naming(
        ("Xique", "Yanzi", "Huangli", "Koyal", "Bulbul", "Maina", "Titar", "Suzume", "Hibari", "Maya"),
        ("Mei", "Champa", "Sakura", "Narra"),
        ("Li Na", "Wei", "Priya", "Arjun", "Haruka", "Kenji", "Maricel", "Jun", "Meera", "Ravi", "Xiu", "Paolo"),
        ("Mei Lin", "Hao", "Anika", "Rohan", "Yuna", "Ren", "Liza", "Miguel", "Diya", "Kabir", "Sora", "Ming"),
    ),
)  # fmt: skip

WORKERS = ("Pat Worker", "Sam Worker", "Alex Worker", "Chris Worker", "Jo Worker", "Robin Worker")


def family_names() -> list[tuple[Naming, str]]:
    """All 200, each once, the four groups mixed in a fixed order."""
    rows = [[(naming, f"{bird}-{plant}") for plant in naming.plants for bird in naming.birds] for naming in NAMINGS]
    longest = max(map(len, rows))
    mixed = [row[at] for at in range(longest) for row in rows if at < len(row)]
    return mixed
