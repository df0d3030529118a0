"""Broken rule files: each is told with its place, what is wrong and what to do, all of a run at once, and nothing is printed."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.builders import PACK_YML, SOURCES_YML, THEME_YML, VOCABULARY_YML, write_item, write_pack

TEXTS = {"pack": PACK_YML, "vocabulary": VOCABULARY_YML, "sources": SOURCES_YML, "theme": THEME_YML}
NAMES = {name: f"{name}.yml" for name in TEXTS} | {"theme": "themes/transparency.yml"}

# What is changed in which of the sound files of `builders`, and what is told: places in the changed file unless another is named.
BROKEN: dict[str, tuple[str, str, str, list[str]]] = {
    "unknown key": (
        "theme", "owner: brand", "ownr: brand",
        [
            "12:5: RUL01 key 'ownr' is unknown in an item (did you mean 'owner'?)",
            "7:5: RUL08 key 'owner' is missing in an item (role that owns it)",
        ],
    ),
    "missing key": (
        "theme", "    why: People want to know.\n", "",
        ["7:5: RUL08 key 'why' is missing in an item (the sentence a marketer reads when asking why)"],
    ),
    "text where a list belongs": (
        "theme", "how: [Write the label.]", "how: Write the label.",
        ["10:10: RUL02 a list belongs here (write [Write the label.])"],
    ),
    "empty list": ("theme", "how: [Write the label.]", "how: []", ["10:10: RUL04 0 entries (from 1 to 5 belong here)"]),
    "list too long": (
        "theme", "how: [Write the label.]", "how: [a, b, c, d, e, f]",
        ["10:10: RUL04 6 entries (from 1 to 5 belong here)"],
    ),
    "entry twice": ("theme", "how: [Write the label.]", "how: [a, a]", ["10:14: RUL07 this entry stands twice (remove one of them)"]),
    "mapping where a list belongs": (
        "theme", "how: [Write the label.]", "how: {step: a}",
        ["10:10: RUL02 a list belongs here (write [ …, … ])"],
    ),
    "colon in an entry of a list": (
        "theme", "how: [Write the label.]", "how: [Check: label is visible]",
        ["10:11: RUL02 text belongs here, not a mapping (put text that holds a colon in quotes)"],
    ),
    "yes in a list of texts": (
        "theme", "how: [Write the label.]", "how: [yes]",
        ["10:11: RUL03 'yes' without quotes means true or false in YAML (write \"yes\")"],
    ),
    "text too long": (
        "theme", "    action: Label AI pictures\n", "    action: " + "x" * 141 + "\n",
        ["8:13: RUL04 141 characters are too long (at most 140)"],
    ),
    "yes as text": (
        "theme", "    action: Label AI pictures\n", "    action: yes\n",
        ["8:13: RUL03 'yes' without quotes means true or false in YAML (write \"yes\")"],
    ),
    "no value": (
        "theme", "    action: Label AI pictures\n", "    action:\n",
        ["8:12: RUL03 the value is missing (give one or remove the key)"],
    ),
    "empty text": (
        "theme", "    action: Label AI pictures\n", '    action: ""\n',
        ["8:13: RUL03 the text is empty (give one or remove the key)"],
    ),
    "date as text": (
        "theme", "    action: Label AI pictures\n", "    action: 2027-03-01\n",
        ["8:13: RUL03 '2027-03-01' without quotes means a date in YAML (write \"2027-03-01\")"],
    ),
    "list where text belongs": (
        "theme", "    action: Label AI pictures\n", "    action: [Label]\n",
        ["8:13: RUL02 text belongs here, not a list"],
    ),
    "mapping where text belongs": (
        "theme", "    action: Label AI pictures\n", "    action: {Label: AI pictures}\n",
        ["8:13: RUL02 text belongs here, not a mapping (put text that holds a colon in quotes)"],
    ),
    "code in brackets": (
        "theme", "    action: Label AI pictures\n", "    action: Label AI pictures (TRN-01)\n",
        ["8:13: RUL06 (TRN-01) would be read as the end of a task line (drop the brackets)"],
    ),
    "code in brackets as a link": (
        "theme", "    action: Label AI pictures\n", "    action: Label AI pictures ([TRN-01](https://a.example))\n",
        ["8:13: RUL06 ([TRN-01] would be read as the end of a task line (drop the brackets)"],
    ),
    "code in brackets behind backslashes": (
        "theme", "    action: Label AI pictures\n", "    action: Label AI pictures \\(TRN-01\\)\n",
        ["8:13: RUL06 (TRN-01) would be read as the end of a task line (drop the brackets)"],
    ),
    "code of a channel in brackets": (
        "theme", "    action: Label AI pictures\n", "    action: Label AI pictures (TRN-01.tiktok) now\n",
        ["8:13: RUL06 (TRN-01.tiktok) would be read as the end of a task line (drop the brackets)"],
    ),
    "code in brackets in another field": (
        "theme", "why: People want to know.", "why: People (see PRV-02) want to know (TRN-99).",
        ["9:10: RUL06 (TRN-99) would be read as the end of a task line (drop the brackets)"],
    ),
    "number as text": (
        "theme", "evidence: labelled files", "evidence: 1.10",
        ["11:15: RUL03 '1.10' without quotes means a number in YAML (write \"1.10\")"],
    ),
    "unknown owner": (
        "theme", "owner: brand-manager", "owner: brand-manger",
        ["12:12: REF01 owner 'brand-manger' is not defined (did you mean 'brand-manager'?)"],
    ),
    "unknown phase": ("theme", "phase: plan", "phase: plann", ["13:12: REF01 phase 'plann' is not defined (did you mean 'plan'?)"]),
    "words as a number": (
        "theme", "effort: 30", "effort: half an hour",
        ["14:13: RUL05 'half an hour' is not a whole number from 1 to 10000 (write digits alone)"],
    ),
    "number too small": (
        "theme", "effort: 30", "effort: 0",
        ["14:13: RUL05 '0' is not a whole number from 1 to 10000 (write digits alone)"],
    ),
    "fraction as a number": (
        "theme", "effort: 30", "effort: 1.5",
        ["14:13: RUL05 '1.5' is not a whole number from 1 to 10000 (write digits alone)"],
    ),
    "number too large": (
        "theme", "lead: 10", "lead: 400",
        ["15:11: RUL05 '400' is not a whole number from -365 to 365 (write digits alone)"],
    ),
    "must as level": (
        "theme", "level: should", "level: must",
        [
            "16:12: RUL05 'must' is not allowed here"
            " (a must comes from a binding source: write `should` and add the source to `required_by`)",
        ],
    ),
    "unknown level": ("theme", "level: should", "level: shoud", ["16:12: RUL05 'shoud' is not allowed here (did you mean 'should'?)"]),
    "unknown source": (
        "theme", "required_by: [ai-act]", "required_by: [ai-atc]",
        ["17:19: REF01 source 'ai-atc' is not defined (did you mean 'ai-act'?)"],
    ),
    "source without a list": (
        "theme", "required_by: [ai-act]", "required_by: ai-act",
        ["17:18: RUL02 a list belongs here (write [ai-act])"],
    ),
    "unknown key of a requirement": (
        "theme", "required_by: [ai-act]", "required_by: [{source: ai-act, wen: {channels: [email]}}]",
        ["17:36: RUL01 key 'wen' is unknown in a requirement (did you mean 'when'?)"],
    ),
    "requirement without source": (
        "theme", "required_by: [ai-act]", "required_by: [{when: {channels: [email]}}]",
        ["17:19: RUL08 key 'source' is missing in a requirement (name of a binding source)"],
    ),
    "unknown source under see": (
        "theme", "required_by: [ai-act]", "see: [ai-atc]",
        ["17:11: REF01 source 'ai-atc' is not defined (did you mean 'ai-act'?)"],
    ),
    "unknown facet": (
        "theme", "when: {channels: [instagram]}", "when: {channel: [instagram]}",
        ["18:12: REF01 facet 'channel' is not defined (did you mean 'channels'?)"],
    ),
    "unknown value": (
        "theme", "when: {channels: [instagram]}", "when: {channels: [instagrm]}",
        ["18:23: REF01 value of channels 'instagrm' is not defined (did you mean 'instagram'?)"],
    ),
    "empty list of values": (
        "theme", "when: {channels: [instagram]}", "when: {channels: []}",
        ["18:22: RUL04 0 entries (from 1 to 100 belong here)"],
    ),
    "value without a list": (
        "theme", "when: {channels: [instagram]}", "when: {channels: instagram}",
        ["18:22: RUL02 a list belongs here (write [instagram])"],
    ),
    "empty condition": (
        "theme", "when: {channels: [instagram]}", "when: {}",
        ["18:11: RUL04 the condition is empty (name a facet or remove `when`)"],
    ),
    "list as a condition": (
        "theme", "when: {channels: [instagram]}", "when: [channels]",
        ["18:11: RUL02 a condition is a mapping (write {facet: [value, …]})"],
    ),
    "empty any": (
        "theme", "when: {channels: [instagram]}", "when: {any: []}",
        ["18:17: RUL02 any takes a list of conditions (write any: [{…}, {…}])"],
    ),
    "mapping under any": (
        "theme", "when: {channels: [instagram]}", "when: {any: {channels: [email]}}",
        ["18:17: RUL02 any takes a list of conditions (write any: [{…}, {…}])"],
    ),
    "list under not": (
        "theme", "when: {channels: [instagram]}", "when: {not: [email]}",
        ["18:17: RUL02 a condition is a mapping (write {facet: [value, …]})"],
    ),
    "nested conditions": (
        "theme", "when: {channels: [instagram]}", "when: {any: [{channels: [emial]}, {not: {market: [eu]}}]}",
        [
            "18:30: REF01 value of channels 'emial' is not defined (did you mean 'email'?)",
            "18:46: REF01 facet 'market' is not defined (did you mean 'markets'?)",
        ],
    ),
    "Norway without quotes": (
        "theme", "when: {channels: [instagram]}", "when: {markets: [no]}",
        ["18:22: RUL03 'no' without quotes means true or false in YAML (write \"no\")"],
    ),
    "Norway in another case": (
        "theme", "when: {channels: [instagram]}", "when: {markets: [No]}",
        ["18:22: REF01 value of markets 'No' is not defined (did you mean 'no'?)"],
    ),
    "Norway without list and quotes": (
        "theme", "when: {channels: [instagram]}", "when: {markets: no}",
        ['18:21: RUL02 a list belongs here (write ["no"])'],
    ),
    "unknown per": (
        "theme", "when: {channels: [instagram]}", "per: channel",
        ["18:10: RUL05 'channel' is not allowed here (did you mean 'channels'?)"],
    ),
    "unknown channel": (
        "theme", "when: {channels: [instagram]}", "per: channels\n    channels: {tiktok: {how: [x]}}",
        ["19:16: REF01 channel 'tiktok' is not defined (one of: email, instagram)"],
    ),
    "unknown key of a channel": (
        "theme", "when: {channels: [instagram]}", "per: channels\n    channels: {email: {hwo: [x]}}",
        ["19:24: RUL01 key 'hwo' is unknown in the steps of a channel (did you mean 'how'?)"],
    ),
    "channels without per": (
        "theme", "when: {channels: [instagram]}", "channels: {email: {how: [x]}}",
        ["18:15: RUL09 `channels` goes with `per: channels` (add it or remove the steps)"],
    ),
    "unknown theme under also": (
        "theme", "when: {channels: [instagram]}", "also: [privcy]",
        ["18:12: REF01 theme 'privcy' is not defined (one of: transparency)"],
    ),
    "unknown language": (
        "theme", "when: {channels: [instagram]}", "snippets: {english: Made with AI.}",
        ["18:16: RUL05 'english' is not a language (write one like de)"],
    ),
    "bad code under replaces": (
        "theme", "when: {channels: [instagram]}", "replaces: [TRN-1]",
        ["18:16: RUL05 'TRN-1' is not a code (write one like PRV-03)"],
    ),
    "version 1.10": (
        "theme", "since: 1.0.0", "since: 1.10",
        ["19:12: RUL03 '1.10' without quotes means a number in YAML (write \"1.10\")"],
    ),
    "version of two numbers": (
        "theme", "since: 1.0.0", "since: 1.0",
        ["19:12: RUL03 '1.0' without quotes means a number in YAML (write \"1.0\")"],
    ),
    "version with a letter": (
        "theme", "since: 1.0.0", "since: v1.0.0",
        ["19:12: RUL05 'v1.0.0' is not a version (write one like 1.2.0)"],
    ),
    "version with a leading zero": (
        "theme", "revised: 1.0.0", "revised: 01.0.0",
        ["20:14: RUL05 '01.0.0' is not a version (write one like 1.2.0)"],
    ),
    "code with one digit": ("theme", "code: TRN-01", "code: TRN-1", ["7:11: RUL05 'TRN-1' is not a code (write one like PRV-03)"]),
    "number as code": (
        "theme", "code: TRN-01", "code: 1.10",
        ["7:11: RUL03 '1.10' without quotes means a number in YAML (write \"1.10\")"],
    ),
    "code of another theme": (
        "theme", "code: TRN-01", "code: PRV-01",
        ["7:5: REF02 code PRV-01 does not begin with TRN (use the prefix of the theme)"],
    ),
    "theme unlike its file": (
        "theme", "theme: transparency", "theme: transparent",
        ["2:8: REF02 the file is called 'transparency.yml' (write transparency, or rename the file to transparent.yml)"],
    ),
    "theme in capitals": (
        "theme", "theme: transparency", "theme: Transparency",
        ["2:8: RUL05 'Transparency' is not a name in small letters, digits and hyphens (write one like paid-social)"],
    ),
    "prefix in small letters": (
        "theme", "code: TRN\n", "code: Trn\n",
        ["3:7: RUL05 'Trn' is not a prefix of three capital letters (write one like PRV)"],
    ),
    "prefix of another theme": (
        "theme", "code: TRN\n", "code: PRV\n",
        [
            "3:7: REF02 prefix PRV is not one of the pack's (one of: TRN; or add it to `prefixes` in pack.yml)",
            "7:5: REF02 code TRN-01 does not begin with PRV (use the prefix of the theme)",
        ],
    ),
    "newer file format": (
        "theme", "schema: 1", "schema: 2",
        ["1:9: RUL05 '2' is no file format this program knows (write 1, or update checklist)"],
    ),
    "no file format": ("theme", "schema: 1\n", "", ["1:1: RUL08 key 'schema' is missing in a theme (version of the file format: 1)"]),
    "unknown key of a theme": (
        "theme", "title: Transparency", "titel: Transparency",
        [
            "4:1: RUL01 key 'titel' is unknown in a theme (did you mean 'title'?)",
            "1:1: RUL08 key 'title' is missing in a theme (title of the theme)",
        ],
    ),
    "no items": (
        "theme", "items:\n", "items: []\nrest:\n",
        [
            "6:8: RUL04 0 entries (from 1 to 100 belong here)",
            "7:1: RUL01 key 'rest' is unknown in a theme (one of: code, impact, items, schema, theme, title)",
        ],
    ),
    "list as a theme": (
        "theme", THEME_YML, "- just\n- a list\n",
        ["1:1: RUL02 a theme is a mapping (it needs the keys schema, theme, code, title, impact, items)"],
    ),
    "text as a theme": (
        "theme", THEME_YML, "just text\n",
        ["1:1: RUL02 a theme is a mapping (it needs the keys schema, theme, code, title, impact, items)"],
    ),
    "empty theme": ("theme", THEME_YML, "", ["YML03 the file holds no data (see `checklist rules schema` for what belongs in it)"]),
    "pack version 1.10": (
        "pack", "version: 1.0.0", "version: 1.10",
        ["3:10: RUL03 '1.10' without quotes means a number in YAML (write \"1.10\")"],
    ),
    "pack name with a blank": (
        "pack", "name: test", "name: Test Pack",
        ["2:7: RUL05 'Test Pack' is not a name in small letters, digits and hyphens (write one like paid-social)"],
    ),
    "no prefixes": ("pack", "prefixes: [TRN]", "prefixes: []", ["5:11: RUL04 0 entries (from 1 to 100 belong here)"]),
    "prefix not declared": (
        "pack", "prefixes: [TRN]", "prefixes: [PRV]",
        ["themes/transparency.yml:3:7: REF02 prefix TRN is not one of the pack's (one of: PRV; or add it to `prefixes` in pack.yml)"],
    ),
    "prefix without a list": ("pack", "prefixes: [TRN]", "prefixes: TRN", ["5:11: RUL02 a list belongs here (write [TRN])"]),
    "unknown key of a parameter": (
        "pack", "{title: your brand}", "{titel: your brand}",
        [
            "7:11: RUL01 key 'titel' is unknown in a parameter (did you mean 'title'?)",
            "7:10: RUL08 key 'title' is missing in a parameter (what the parameter stands for, as it stands in a sentence)",
        ],
    ),
    "unknown type of a parameter": (
        "pack", "{title: your brand}", "{title: your brand, type: numbr}",
        ["7:36: RUL05 'numbr' is not allowed here (did you mean 'number'?)"],
    ),
    "parameter with bounds reversed": (
        "pack", "{title: your brand}", "{title: a cap, type: number, min: 5, max: 1}",
        ["7:10: RUL09 min 5 is more than max 1 (swap them)"],
    ),
    "default out of bounds": (
        "pack", "{title: your brand}", "{title: a cap, type: number, min: 1, max: 5, default: 9}",
        ["7:64: RUL09 default '9' is not a number it takes (give a whole number from 1 up to 5)"],
    ),
    "default is a word": (
        "pack", "{title: your brand}", "{title: a cap, type: number, default: many}",
        ["7:48: RUL09 default 'many' is not a number it takes (give a whole number)"],
    ),
    "default with two signs": (
        "pack", "{title: your brand}", '{title: a cap, type: number, default: "--5"}',
        ["7:48: RUL09 default '--5' is not a number it takes (give a whole number)"],
    ),
    "default is no ASCII digit": (
        "pack", "{title: your brand}", '{title: a cap, type: number, default: "²"}',
        ["7:48: RUL09 default '²' is not a number it takes (give a whole number)"],
    ),
    "bounds on a text": (
        "pack", "{title: your brand}", "{title: brand, min: 3}",
        ["7:30: RUL09 a text has no bounds (write `type: number` or remove them)"],
    ),
    "default is a code": (
        "pack", "{title: your brand}", '{title: brand, default: "TRN-01"}',
        ["7:34: RUL06 the code in 'TRN-01' could be read as the end of a task line (say it in words)"],
    ),
    "parameter name with a blank": (
        "pack", "  brand: ", "  Brand Name: ",
        ["7:3: RUL05 'Brand Name' is not a name in small letters, digits and underscores (write one like brand_name)"],
    ),
    "unknown key of a pack": ("pack", "params:", "parms:", ["6:1: RUL01 key 'parms' is unknown in a pack (did you mean 'params'?)"]),
    "unknown wider value": (
        "vocabulary", "within: [world], define: The EU.", "within: [wrld], define: The EU.",
        ["8:7: REF01 'eu' lies within 'wrld', which is not defined (did you mean 'world'?)"],
    ),
    "circle of three": (
        "vocabulary", "world: {title: worldwide,", "world: {title: worldwide, within: [de],",
        [
            "7:7: RUL09 'world' lies within itself (break the circle of `within`)",
            "8:7: RUL09 'eu' lies within itself (break the circle of `within`)",
            "9:7: RUL09 'de' lies within itself (break the circle of `within`)",
        ],
    ),
    "circle of one": (
        "vocabulary", "world: {title: worldwide,", "world: {title: worldwide, within: [world],",
        ["7:7: RUL09 'world' lies within itself (break the circle of `within`)"],
    ),
    "Norway as a key": ("vocabulary", '"no": {', "no: {", ["10:7: RUL03 'no' without quotes means true or false in YAML (write \"no\")"]),
    "Norway as a badge": (
        "vocabulary", 'short: "NO"', "short: NO",
        ["10:36: RUL03 'NO' without quotes means true or false in YAML (write \"NO\")"],
    ),
    "no markets": (
        "vocabulary", "  markets:\n", "  marktes:\n",
        ["3:3: RUL08 facet 'markets' is missing (sources and per-channel items need it)"],
    ),
    "facet with the name of a campaign key": (
        "vocabulary", "  channels:\n", "  params:\n",
        [
            "3:3: RUL08 facet 'channels' is missing (sources and per-channel items need it)",
            "11:3: RUL09 'params' cannot be the name of a facet (it has a meaning of its own)",
        ],
    ),
    "facet called any": (
        "vocabulary", "  channels:\n    title: channels", "  any:\n    title: channels",
        [
            "3:3: RUL08 facet 'channels' is missing (sources and per-channel items need it)",
            "11:3: RUL09 'any' cannot be the name of a facet (it has a meaning of its own)",
        ],
    ),
    "badge too long": ("vocabulary", "short: EU", "short: European Union", ["8:58: RUL04 14 characters are too long (at most 12)"]),
    "code in a title": (
        "vocabulary", "title: Germany", "title: Germany (TRN-01)",
        ["9:19: RUL06 (TRN-01) would be read as the end of a task line (drop the brackets)"],
    ),
    "text where a term belongs": (
        "vocabulary", "  plan: {title: plan, define: First.}", "  plan: First.",
        ["20:9: RUL02 a term is a mapping (it needs the keys title, define)"],
    ),
    "unknown key of a facet": (
        "vocabulary", "question: Where?", "questoin: Where?",
        [
            "5:5: RUL01 key 'questoin' is unknown in a facet (did you mean 'question'?)",
            "4:5: RUL08 key 'question' is missing in a facet (how to ask for it, with examples)",
        ],
    ),
    "unknown kind": ("sources", "kind: law", "kind: laww", ["9:11: RUL05 'laww' is not allowed here (did you mean 'law'?)"]),
    "guidance that shall bind": (
        "sources", "kind: law", "kind: guidance",
        ["themes/transparency.yml:17:19: RUL10 ai-act is guidance and binds nobody (list it under `see`)"],
    ),
    "law without a date": (
        "sources", "    applies_from: 2026-08-02\n", "",
        ["4:5: RUL08 a law needs `applies_from` (first day it applies)"],
    ),
    "law with a month": (
        "sources", "applies_from: 2026-08-02", 'applies_from: "2026-08"',
        ["10:19: RUL09 a law needs a full date (write 2027-03-01)"],
    ),
    "law with a month and no quotes": (
        "sources", "applies_from: 2026-08-02", "applies_from: 2026-08",
        ["10:19: RUL09 a law needs a full date (write 2027-03-01)"],
    ),
    "word as a date": (
        "sources", "applies_from: 2026-08-02", "applies_from: soon",
        ["10:19: RUL05 'soon' is not a date (write 2027-03-01 or \"2027-03\")"],
    ),
    "date that does not exist": (
        "sources", "applies_from: 2026-08-02", "applies_from: 2026-13-40",
        ["10:19: RUL05 '2026-13-40' is not a date (write 2027-03-01 or \"2027-03\")"],
    ),
    "date without zeros": (
        "sources", "applies_from: 2026-08-02", "applies_from: 2026-8-2",
        ["10:19: RUL05 '2026-8-2' is not a date (write 2027-03-01 or \"2027-03\")"],
    ),
    "30 February": (
        "sources", "applies_from: 2026-08-02", "applies_from: 2026-02-30",
        ["10:19: RUL05 '2026-02-30' is not a date (write 2027-03-01 or \"2027-03\")"],
    ),
    "end before the start": (
        "sources", "applies_from: 2026-08-02", "applies_from: 2026-08-02\n    applies_until: 2026-08-01",
        ["11:20: RUL09 it ends before it begins (check both dates)"],
    ),
    "word as a checked day": (
        "sources", "checked: 2026-11-01", "checked: yesterday",
        ["13:14: RUL05 'yesterday' is not a date (write 2027-03-01)"],
    ),
    "http": (
        "sources", "url: https://law.example/ai-act", "url: http://law.example/ai-act",
        ["11:10: RUL05 'http://law.example/ai-act' is not a usable address (write https://…, without blanks or user names)"],
    ),
    "user name in an address": (
        "sources", "url: https://law.example/ai-act", "url: https://user:pw@law.example/",
        ["11:10: RUL05 'https://user:pw@law.example/' is not a usable address (write https://…, without blanks or user names)"],
    ),
    "blank in an address": (
        "sources", "url: https://law.example/ai-act", "url: https://law.example/a b",
        ["11:10: RUL05 'https://law.example/a b' is not a usable address (write https://…, without blanks or user names)"],
    ),
    "script as an address": (
        "sources", "url: https://law.example/ai-act", "url: javascript:alert(1)",
        ["11:10: RUL05 'javascript:alert(1)' is not a usable address (write https://…, without blanks or user names)"],
    ),
    "address without host": (
        "sources", "url: https://law.example/ai-act", "url: https://",
        ["11:10: RUL05 'https://' is not a usable address (write https://…, without blanks or user names)"],
    ),
    "unknown market": (
        "sources", "jurisdictions: [eu]", "jurisdictions: [ue]",
        ["8:21: REF01 market 'ue' is not defined (one of: de, eu, no, world)"],
    ),
    "no market": ("sources", "jurisdictions: [eu]", "jurisdictions: []", ["8:20: RUL04 0 entries (from 1 to 100 belong here)"]),
    "Norway as a jurisdiction": (
        "sources", "jurisdictions: [eu]", "jurisdictions: [no]",
        ["8:21: RUL03 'no' without quotes means true or false in YAML (write \"no\")"],
    ),
    "market without a list": ("sources", "jurisdictions: [eu]", "jurisdictions: eu", ["8:20: RUL02 a list belongs here (write [eu])"]),
    "unknown confidence": (
        "sources", "confidence: verified", "confidence: verifed",
        ["15:17: RUL05 'verifed' is not allowed here (did you mean 'verified'?)"],
    ),
    "through without a directive": (
        "sources", "confidence: verified", "confidence: verified\n    through: {de: UWG § 5a}",
        ["16:14: RUL09 `through` belongs to a directive, not to a law (remove it)"],
    ),
    "unknown market under through": (
        "sources", "kind: law", "kind: directive\n    through: {du: UWG § 5a}",
        ["10:15: REF01 market 'du' is not defined (one of: de, eu, no, world)"],
    ),
    "unknown key of a source": (
        "sources", "    issuer: European Union\n", "    isuer: European Union\n",
        [
            "6:5: RUL01 key 'isuer' is unknown in a source (did you mean 'issuer'?)",
            "4:5: RUL08 key 'issuer' is missing in a source (who issued it)",
        ],
    ),
    "number as a title": (
        "sources", "title: AI Act", "title: 2024",
        ["4:12: RUL03 '2024' without quotes means a number in YAML (write \"2024\")"],
    ),
    "name of a source with blanks": (
        "sources", "  ai-act:", "  AI Act:",
        ["3:3: RUL05 'AI Act' is not a name in small letters, digits and hyphens (write one like paid-social)"],
    ),
    "citation too long": (
        "sources", "short: AI Act Art. 50(4)", "short: " + "x" * 49,
        ["5:12: RUL04 49 characters are too long (at most 48)"],
    ),
}


def broken(name: str) -> dict[str, str]:
    """Return the changed file of a case."""
    file, old, new, _ = BROKEN[name]
    assert TEXTS[file].count(old) >= 1, "the case no longer changes anything"
    return {file: TEXTS[file].replace(old, new, 1)}


def told_by(outcome, folder: Path) -> list[str]:
    """Return the problems of a run, paths relative to the rules directory; they are all there is."""
    assert outcome.code == 2 and outcome.out == ""
    return [line.removeprefix(f"{folder}/") for line in outcome.err.splitlines()]


def test_the_files_of_the_cases_are_sound_before_they_are_broken(run, tmp_path):
    outcome = run("generate", "--rules", write_pack(tmp_path / "rules"), "--no-markers")
    assert outcome.code == 0 and "(TRN-01)" in outcome.out.replace("[TRN-01](#trn-01)", "TRN-01")


@pytest.mark.parametrize("name", BROKEN)
def test_generate_tells_what_is_wrong_with_a_rule_file(run, tmp_path, name):
    folder = write_pack(tmp_path / "rules", **broken(name))
    file, _, _, told = BROKEN[name]
    own = NAMES[file]
    full = [line if line.startswith(("themes/", "pack.yml", "sources.yml")) else f"{own}:{line}" for line in told]
    assert told_by(run("generate", "--rules", folder), folder) == [
        line.replace(":YML03", ": YML03") for line in full
    ]


COMMANDS = [("generate", "--rules"), ("explain", "TRN-01", "--rules"), ("list", "items", "--rules"), ("rules", "lint")]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:2]))
def test_every_command_refuses_broken_rules(run, tmp_path, command):
    folder = write_pack(tmp_path / "rules", **broken("unknown owner"))
    assert told_by(run(*command, folder), folder) == [
        "themes/transparency.yml:12:12: REF01 owner 'brand-manger' is not defined (did you mean 'brand-manager'?)"
    ]


# ---- several at once


def test_generate_tells_all_problems_of_all_files_in_reading_order(run, tmp_path):
    folder = write_pack(
        tmp_path / "rules",
        pack=PACK_YML.replace("version: 1.0.0", "version: 1.10").replace("title: Rules", "titel: Rules"),
        sources=SOURCES_YML.replace("kind: law", "kind: laww").replace("https:", "http:"),
        theme=THEME_YML.replace("owner: brand-manager", "owner: nobody").replace("level: should", "level: must"),
    )
    (folder / "themes" / "privacy.yml").write_text("- a\n")
    told = told_by(run("generate", "--rules", folder), folder)
    assert [" ".join(line.split(" ")[:2]) for line in told] == [
        "pack.yml:3:10: RUL03", "pack.yml:4:1: RUL01", "pack.yml:1:1: RUL08",
        "sources.yml:9:11: RUL05", "sources.yml:11:10: RUL05",
        "themes/privacy.yml:1:1: RUL02",
        "themes/transparency.yml:12:12: REF01", "themes/transparency.yml:16:12: RUL05",
    ]


def test_lint_tells_the_problems_of_several_directories_at_once(run, tmp_path):
    first = write_pack(tmp_path / "a", **broken("unknown owner"))
    second = write_pack(tmp_path / "b", **broken("pack version 1.10"))
    outcome = run("rules", "lint", first, second)
    assert outcome.code == 2 and outcome.out == ""
    places = [line.split(": ")[0] for line in outcome.err.splitlines()]
    assert places == [f"{first}/themes/transparency.yml:12:12", f"{second}/pack.yml:3:10"]


def test_a_broken_file_causes_no_problem_in_the_files_that_name_what_it_defines(run, tmp_path):
    folder = write_pack(tmp_path / "rules", sources="a: [1", vocabulary="a: [1")
    told = told_by(run("generate", "--rules", folder), folder)
    assert told == [f"{name}.yml:1:4: YML01 the bracket is not closed (close it)" for name in ("vocabulary", "sources")]


def test_a_file_gets_a_hundred_suggestions_and_no_more(run, tmp_path):
    values = ", ".join(f"instagrm{number}" for number in range(90))
    conditions = "\n".join(f"        - {{channels: [{values}]}}" for _ in range(20))
    folder = write_pack(tmp_path / "rules", theme=THEME_YML.replace("when: {channels: [instagram]}", f"when:\n      any:\n{conditions}"))
    told = told_by(run("generate", "--rules", folder), folder)
    assert len(told) == 1800 and sum("did you mean" in line for line in told) == 100


def test_a_list_that_is_far_too_long_is_not_read_to_its_end(run, tmp_path):
    values = ", ".join(f"v{number}" for number in range(20_000))
    folder = write_pack(tmp_path / "rules", theme=THEME_YML.replace("[instagram]", f"[{values}]"))
    told = told_by(run("generate", "--rules", folder), folder)
    assert told[0] == "themes/transparency.yml:18:22: RUL04 20000 entries (from 1 to 100 belong here)" and len(told) == 101


# ---- codes and names that two claim

SECOND = THEME_YML.replace("theme: transparency", "theme: privacy").replace("code: TRN\n", "code: PRV\n").replace("TRN-01", "PRV-01")
BOTH = PACK_YML.replace("[TRN]", "[TRN, PRV]")


def test_two_sound_themes_are_read(run, tmp_path):
    folder = write_pack(tmp_path / "rules", pack=BOTH)
    (folder / "themes" / "privacy.yml").write_text(SECOND)
    assert run("list", "items", "--rules", folder).code == 0


def test_a_code_that_stands_twice_in_a_file_names_both_places(run, tmp_path):
    item = THEME_YML.partition("items:\n")[2]
    folder = write_pack(tmp_path / "rules", theme=THEME_YML + item.replace("Label AI", "Mark AI"))
    assert told_by(run("generate", "--rules", folder), folder) == [
        "themes/transparency.yml:21:5: REF02 code TRN-01 is taken "
        f"(first used at {folder}/themes/transparency.yml:7:5; codes are never reused)"
    ]


def test_a_code_that_stands_in_two_files_names_both_places(run, tmp_path):
    folder = write_pack(tmp_path / "rules")
    (folder / "themes" / "privacy.yml").write_text(THEME_YML.replace("theme: transparency", "theme: privacy"))
    assert told_by(run("generate", "--rules", folder), folder) == [
        f"themes/transparency.yml:7:5: REF02 code TRN-01 is taken (first used at {folder}/themes/privacy.yml:7:5; codes are never reused)",
        "themes/transparency.yml: REF02 prefix TRN is taken (theme privacy has it; give this one its own)",
    ]


def test_a_long_chain_of_values_is_no_circle(run, tmp_path):
    chain = "".join(f"      v{n}: {{title: v{n}, define: V., within: [v{n + 1}]}}\n" for n in range(1500))
    chain += "      v1500: {title: end, define: V.}\n"
    facet = f"  data:\n    title: data\n    question: What?\n    values:\n{chain}"
    folder = write_pack(tmp_path / "rules", vocabulary=VOCABULARY_YML.replace("owners:", f"{facet}owners:"))
    assert run("list", "themes", "--rules", folder).code == 0


# ---- files that are missing, too many, or no files


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("pack", "pack.yml: OUT01 the file is missing (a pack needs it)"),
        ("vocabulary", "vocabulary.yml: OUT01 the file is missing (a pack needs it)"),
        ("theme", "themes: OUT01 there are no theme files (add themes/<theme>.yml)"),
    ],
)
def test_a_missing_file_is_told(run, tmp_path, name, told):
    folder = write_pack(tmp_path / "rules", **{name: None})
    assert told in told_by(run("generate", "--rules", folder), folder)


def test_a_pack_without_sources_lacks_only_what_items_name(run, tmp_path):
    folder = write_pack(tmp_path / "rules", sources=None)
    assert told_by(run("generate", "--rules", folder), folder) == ["themes/transparency.yml:17:19: REF01 source 'ai-act' is not defined"]


def test_missing_files_do_not_hide_what_is_wrong_with_the_others(run, tmp_path):
    folder = write_pack(tmp_path / "rules", vocabulary=None, **broken("must as level"))
    assert [line.split(" ")[1] for line in told_by(run("generate", "--rules", folder), folder)] == ["OUT01", "RUL05"]


def test_a_directory_without_themes_is_told(run, tmp_path):
    folder = write_pack(tmp_path / "rules", theme=None)
    os.rmdir(folder / "themes")
    assert told_by(run("generate", "--rules", folder), folder) == ["themes: OUT01 there are no themes (add themes/<theme>.yml)"]


def test_themes_that_are_a_file_are_told(run, tmp_path):
    folder = write_pack(tmp_path / "rules", theme=None)
    os.rmdir(folder / "themes")
    (folder / "themes").write_text("")
    assert told_by(run("generate", "--rules", folder), folder) == [
        "themes: OUT01 this is a file, and a directory belongs here (add themes/<theme>.yml)"
    ]


UNEXPECTED = {
    "source.yml": "source.yml: REF01 no rule file has this name (did you mean 'sources.yml'?)",
    "vocabulary.yaml": "vocabulary.yaml: REF01 no rule file has this name (did you mean 'vocabulary.yml'?)",
    "privacy.yml": "privacy.yml: REF01 no rule file has this name (a theme belongs into themes/privacy.yml)",
    "themes/privacy.yaml": "themes/privacy.yaml: REF01 a theme file ends in .yml (rename it to privacy.yml)",
}


@pytest.mark.parametrize("name", UNEXPECTED)
def test_a_yaml_file_that_would_be_ignored_is_told(run, tmp_path, name):
    folder = write_pack(tmp_path / "rules")
    (folder / name).write_text(THEME_YML)
    assert told_by(run("generate", "--rules", folder), folder) == [UNEXPECTED[name]]


@pytest.mark.parametrize("name", ["README.md", "themes/notes.txt", ".git"])
def test_other_files_may_lie_beside_the_rules(run, tmp_path, name):
    folder = write_pack(tmp_path / "rules")
    (folder / name).write_text("x")
    assert run("generate", "--rules", folder).code == 0


@pytest.mark.parametrize("name", ["pack.yml", "sources.yml", "themes/transparency.yml"])
def test_a_directory_in_the_place_of_a_file_is_told(run, tmp_path, name):
    folder = write_pack(tmp_path / "rules")
    (folder / name).unlink()
    (folder / name).mkdir()
    assert f"{name}: OUT01 this is a directory (name a file in it)" in told_by(run("generate", "--rules", folder), folder)


def test_a_link_to_nowhere_is_told(run, tmp_path):
    folder = write_pack(tmp_path / "rules", sources=None)
    (folder / "sources.yml").symlink_to("gone.yml")
    assert told_by(run("generate", "--rules", folder), folder)[0].startswith("sources.yml: OUT01 there is no such file")


def test_a_link_to_itself_is_told(run, tmp_path):
    folder = write_pack(tmp_path / "rules", sources=None)
    (folder / "sources.yml").symlink_to("sources.yml")
    assert told_by(run("generate", "--rules", folder), folder)[0].startswith("sources.yml: OUT01 the file cannot be read: ")


def test_a_file_that_may_not_be_read_is_told(run, tmp_path, monkeypatch):
    from checklist import rulefiles

    def denied(path, mode):
        if path == str(folder / "sources.yml"):
            raise PermissionError(13, "Permission denied", path)
        return open(path, mode)

    folder = write_pack(tmp_path / "rules")
    monkeypatch.setattr(rulefiles, "open", denied, raising=False)
    assert told_by(run("generate", "--rules", folder), folder) == ["sources.yml: OUT01 the file may not be read (check its permissions)"]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("rulez", "rulez: OUT01 there is no such rules directory (did you mean 'rules'?)"),
        ("nowhere/rules", "nowhere/rules: OUT01 there is no such rules directory (name the directory that holds pack.yml)"),
        ("rules/pack.yml", "rules/pack.yml: OUT01 this is a file, and a directory belongs here (name the directory that holds pack.yml)"),
        ("", "--rules: OUT01 there is no such rules directory (name the directory that holds pack.yml)"),
    ],
)
def test_a_rules_directory_that_is_none_is_told(run, tmp_path, path, told):
    write_pack(tmp_path / "rules")
    assert told_by(run("generate", "--rules", path), tmp_path) == [told]


def test_a_theme_that_cannot_be_read_may_be_named_by_others(run, tmp_path):
    folder = write_pack(tmp_path / "rules", theme=THEME_YML.replace("    since:", "    also: [privacy]\n    since:"))
    (folder / "themes" / "privacy.yml").mkdir()
    assert told_by(run("generate", "--rules", folder), folder) == ["themes/privacy.yml: OUT01 this is a directory (name a file in it)"]


def test_a_directory_that_may_not_be_read_is_told(run, tmp_path, monkeypatch):
    from checklist import rulefiles

    folder = write_pack(tmp_path / "rules")

    def denied(path):
        raise PermissionError(13, "Permission denied", path)

    with monkeypatch.context() as patch:
        patch.setattr(rulefiles.os, "listdir", denied)
        outcome = run("generate", "--rules", folder)
    assert outcome.code == 2
    assert outcome.err == f"{folder}: OUT01 the directory cannot be read: Permission denied (check the permissions)\n"


# ---- the YAML of rule files

HOSTILE = {
    "empty": (b"", "YML03"),
    "binary": (b"\x00\x01\x02", "YML02"),
    "UTF-16": (THEME_YML.encode("utf-16"), "YML02"),
    "Latin-1": (THEME_YML.replace("see", "s\xe9").encode("latin-1"), "YML02"),
    "50 MB": (THEME_YML.encode() + b"#" * 50_000_000, "YML02"),
    "deep": (b"[" * 200_000, "YML04"),
    "anchor": (THEME_YML.replace("why: People", "why: &w People").encode(), "YML04"),
    "tag": (THEME_YML.replace("why: People", "why: !!str People").encode(), "YML04"),
    "duplicate key": (THEME_YML.replace("title:", "code: TRN\ntitle:").encode(), "YML05"),
    "tab": (THEME_YML.replace("    why:", "\twhy:").encode(), "YML01"),
    "control character": (THEME_YML.replace("People", 'Peo\x1bple', 1).encode(), "YML04"),
    "bidi override": (THEME_YML.replace("People", "Peo\u202eple", 1).encode(), "YML04"),
    "two documents": (THEME_YML.encode() + b"---\n" + THEME_YML.encode(), "YML04"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_yaml_in_a_rule_file_is_told_once(run, tmp_path, name):
    data, code = HOSTILE[name]
    folder = write_pack(tmp_path / "rules", theme=data)
    (line,) = told_by(run("generate", "--rules", folder), folder)
    assert line.startswith("themes/transparency.yml") and line.split(": ")[1].split(" ")[0] == code


@pytest.mark.parametrize("change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")], ids=["BOM", "CRLF"])
def test_a_byte_order_mark_and_line_ends_of_windows_change_nothing(run, tmp_path, change):
    plain = run("generate", "--rules", write_pack(tmp_path / "a"), "--no-markers")
    other = run("generate", "--rules", write_pack(tmp_path / "b", **{name: change(text) for name, text in TEXTS.items()}), "--no-markers")
    assert other.code == 0 and other.out == plain.out


# ---- wording of a house


def write_wording(folder: Path, text: str) -> Path:
    return write_pack(folder, wording=f"schema: 1\nwording:\n{text}")


def test_a_wording_of_one_sentence_leaves_the_others_as_they_are(run, tmp_path):
    outcome = run("generate", "--rules", write_wording(tmp_path / "rules", "  guide: Handbook\n"), "--no-markers")
    assert outcome.code == 0
    assert "## Handbook" in outcome.out and "## Guide" not in outcome.out and "## About this list" not in outcome.out


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("  giude: x\n", "wording.yml:3:3: REF01 no page has a sentence 'giude' (did you mean 'guide'?)"),
        ('  count_many: "{m} items"\n', "wording.yml:3:15: REF01 nothing fills '{m}' here (did you mean '{n}'?)"),
        ('  guide: "Guide {x}"\n', "wording.yml:3:10: REF01 nothing fills '{x}' here (remove it)"),
    ],
)
def test_a_wording_that_no_page_can_use_is_told(run, tmp_path, text, told):
    folder = write_wording(tmp_path / "rules", text)
    assert told_by(run("generate", "--rules", folder), folder) == [told]


# ---- what is sound though it looks hostile


QUOTED = ["yes", "no", "1.10", "2027-03-01", "null", "~", "a: b", "# no comment", "- x", "[x](javascript:alert(1))"]


@pytest.mark.parametrize("text", QUOTED)
def test_text_in_quotes_is_text_whatever_it_says(run, tmp_path, text):
    outcome = run("generate", "--rules", write_item(tmp_path / "rules", why=text), "-f", "json")
    assert outcome.code == 0
    assert json.loads(outcome.out)["sections"][0]["entries"][0]["why"] == text
