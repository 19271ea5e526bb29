package dev.shardproof.simulator.dataset.orders;

import java.util.List;

/** The words that the generated rows are made of, with letters of many scripts among them. */
final class Vocabulary {

    static final List<String> GIVEN_NAMES = List.of(
            "Anna", "José", "Zoë", "Łukasz", "Ольга", "Müge", "Søren", "Chloé", "李娜", "محمد", "Nguyễn", "Björn",
            "Ευγενία", "Siân", "O'Neil", "Dvořák", "さくら", "민준", "Ada", "Renée");

    static final List<String> FAMILY_NAMES = List.of(
            "Schmidt",
            "Garcia",
            "Ångström",
            "Kowalska",
            "Иванова",
            "Yılmaz",
            "Ødegård",
            "Lefèvre",
            "王",
            "الهاشمي",
            "Trần",
            "Straße",
            "Παπαδόπουλος",
            "D'Angelo",
            "Smith-Jones",
            "Novák",
            "田中",
            "김",
            "van der Berg",
            "Ñuñez");

    static final List<String> CITIES =
            List.of("Zürich", "København", "São Paulo", "Kraków", "東京", "Reykjavík", "Austin", "Đà Nẵng");

    static final List<String> TAGS =
            List.of("vip", "newsletter", "b2b", "returns often", "café", "o\"quote", "back\\slash", "日本", "NULL");

    static final List<String> STATUSES = List.of("placed", "paid", "packed", "shipped", "delivered", "cancelled");

    static final List<String> CHANNELS = List.of("web", "app", "phone", "store");

    static final List<String> COLOURS = List.of("red", "dark blue", "grün", "白", "rosé");

    /** Notes are made of these; quotes, backslashes, tabs, line ends and an emoji are among them on purpose. */
    static final List<String> NOTE_WORDS = List.of(
            "please",
            "ring",
            "the",
            "bell",
            "twice",
            "leave",
            "parcel",
            "with",
            "neighbour",
            "\"Müller\"",
            "c:\\temp",
            "50%",
            "it's",
            "urgent",
            "🎁",
            "gift\twrapped",
            "line\nbreak",
            "naïve",
            "ça va",
            "спасибо",
            "ありがとう",
            "\\N");

    private Vocabulary() {}
}
