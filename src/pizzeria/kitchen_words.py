"""What an Italian or an English kitchen calls the things that are drawn: word -> the drawing's own code."""

from collections.abc import Mapping

# What lies on the pizza.
ALIASES = {
    "cherry_tomato": "tomato", "pomodorini": "tomato", "basilico": "basil", "origano": "oregano", "rucola": "rocket", "arugula": "rocket", "spinaci": "spinach",
    "pepperoni": "salame", "salami": "salame", "spicy_salami": "salame", "salame_piccante": "salame", "soppressata": "salame", "coppa": "speck", "bresaola": "speck",
    "cooked_ham": "ham", "prosciutto_cotto": "ham", "raw_ham": "prosciutto", "prosciutto_crudo": "prosciutto", "guanciale": "bacon", "pancetta": "bacon", "salsiccia": "sausage",
    "mushrooms": "mushroom", "champignon": "mushroom", "funghi": "mushroom", "black_olive": "olive", "olives": "olive", "cipolla": "onion", "red_onion": "onion",
    "peppers": "pepper", "red_pepper": "pepper", "peperoni": "pepper", "carciofi": "artichoke", "eggplant": "aubergine", "melanzane": "aubergine", "zucchini": "courgette", "zucchine": "courgette",
    "mais": "corn", "sweetcorn": "corn", "patate": "potato", "potatoes": "potato", "chips": "fries", "patatine": "fries", "zucca": "pumpkin", "aglio": "garlic", "capers": "caper",
    "capperi": "caper", "peperoncino": "chilli", "chili": "chilli", "hot_pepper": "chilli", "friarielli": "broccoli", "broccoli_rabe": "broccoli", "noci": "walnut", "walnuts": "walnut",
    "pistacchio": "pistachio", "tartufo": "truffle", "ananas": "pineapple", "pere": "pear", "acciughe": "anchovy", "anchovies": "anchovy", "tonno": "tuna", "gamberi": "prawn", "shrimp": "prawn",
    "cozze": "mussel", "calamari": "squid", "uovo": "egg", "stracciatella": "burrata", "parmigiano": "parmesan", "grana": "parmesan", "pecorino": "parmesan", "asiago": "parmesan",
}  # fmt: skip

# What is spread on it: sauces, and cheeses that melt.
SPREADS = {
    "pomodoro": "tomato_sauce", "passata": "tomato_sauce", "cream": "white_sauce", "panna": "white_sauce", "bechamel": "white_sauce", "alfredo": "white_sauce",
    "fior_di_latte": "mozzarella", "cheese": "mozzarella", "bufala": "buffalo_mozzarella", "scamorza": "provola", "fontina": "provola", "gouda": "provola", "taleggio": "provola",
    "provolone": "provola", "blue_cheese": "gorgonzola",
}  # fmt: skip

# Doughs that come out of the oven dark.
DARK = (
    "integral",
    "wholemeal",
    "whole wheat",
    "wholewheat",
    "carbon",
    "charcoal",
    "segale",
    "rye",
    "saracen",
    "buckwheat",
)


def is_dark(name: Mapping[str, str] | str) -> bool:
    """Whether a dough of this name is drawn dark."""
    words = [name] if isinstance(name, str) else name.values()
    return any(dark in word.lower() for word in words for dark in DARK)
