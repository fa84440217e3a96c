"""A source folder in miniature: every file the build reads, with a handful of made-up rows."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZipFile

import polars as pl

from forestall.curation.peace_missions import TASKS
from forestall.curation.societies import COLUMNS as SOCIETY_COLUMNS
from forestall.curation.states import states

GED_HEADER = (
    "id,code_status,type_of_violence,side_a,side_b,where_prec,latitude,longitude,country,"
    "date_start,date_end,deaths_civilians,best,high,low\n"
)


EPISODE_COLUMNS = [
    *("mk_event_code", "startyear", "endyear", "State-Led or Non-State-Led"),
    *("mk_number_eth_groups", "mk_location_inheritor1"),
    *("mk_repsonsible_state_inheritor1", "mk_repsonsible_state_cow"),
]


def event(
    number: int,
    country: str,
    day: str,
    kind: int,
    place: tuple[float, float],
    deaths: tuple[int, int, int, int],
    *,
    side_a: str = "Rebels",
    precision: int = 1,
) -> str:
    """One row for ``GED_HEADER``; ``deaths`` is civilians, best, high, low."""
    counts = ",".join(map(str, deaths))
    return (
        f"{number},Clear,{kind},{side_a},Civilians,{precision},{place[0]},{place[1]},{country},"
        f"{day},{day},{counts}\n"
    )


def write_xlsx(path: Path, sheet: str, rows: list[list[Any]]) -> None:
    """A workbook of one sheet, numbers as numbers and the rest as shared strings."""
    shared: list[str] = []
    body = []
    for r, row in enumerate(rows, 1):
        cells = []
        for c, value in enumerate(row):
            ref = f"{_column(c)}{r}"
            if value is None:
                continue
            if isinstance(value, int | float):
                cells.append(f'<c r="{ref}"><v>{value}</v></c>')
            else:
                shared.append(str(value))
                cells.append(f'<c r="{ref}" t="s"><v>{len(shared) - 1}</v></c>')
        body.append(f'<row r="{r}">{"".join(cells)}</row>')
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    strings = "".join(f"<si><t>{escape(s)}</t></si>" for s in shared)
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{link}"><sheets>'
        f'<sheet name="{sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/'
        'package/2006/relationships"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{strings}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(body)}'
        "</sheetData></worksheet>",
    }
    with ZipFile(path, "w") as book:
        for name, text in parts.items():
            book.writestr(name, text)


def _column(index: int) -> str:
    return chr(65 + index) if index < 26 else chr(64 + index // 26) + chr(65 + index % 26)


def mission_sheet(years: list[tuple[int, dict[str, int]]]) -> list[list[Any]]:
    """A sheet like UNPMM's with one mission, MISSA in the Central African Republic."""
    head = ["mission_id", "mission_abbrev", "mission_fullname", "mission_type", "gwno_1"]
    head += ["gwno_2", "gwno_3", "gwno_4", "gwno_5", "mission_regionclass"]
    head += ["mission_startdate", "mission_enddate", "mission_orgs", "task_yearest", *TASKS]
    fixed = [1, "MISSA", "Mission A", "PKO", 482, None, None, None, None, "Africa"]
    rows = [
        [*fixed, "10.04.2014", "ACTIVE", "UN", year, *(coded.get(t, 0) for t in TASKS)]
        for year, coded in years
    ]
    return [head, *rows]


TEXTS = {
    "ucdp/OneSided_v25_1.csv": "actor_id,actor_name,is_government_actor,gwnoa,year,"
    "best_fatality_estimate,low_fatality_estimate,high_fatality_estimate,gwno_location,location\n"
    '1,LRA,0.0,,2010,100,90,130,"482, 490","Central African Republic, DR Congo (Zaire)"\n'
    "2,Government of Myanmar (Burma),1.0,775,2010,30,30,20,775,Myanmar (Burma)\n",
    "ucdp/ucdp-dyadic-251.csv": "dyad_id,conflict_id,location,side_a,side_a_id,side_b,side_b_id,"
    "year,intensity_level,type_of_conflict,gwno_a,gwno_b,gwno_loc,gwno_a_2nd,gwno_b_2nd\n"
    "9,3,India,Government of India,141,GNLA,1163,2010,1,3,750,,750,,\n"
    '8,4,"India, Pakistan",Government of India,141,Government of Pakistan,142,1971,2,2,750,770,'
    '"750, 770",,\n',
    "ucdp/BattleDeaths_v25_1.csv": "dyad_id,conflict_id,year,bd_best,bd_low,bd_high,gwno_battle\n"
    '9,3,2010,60,50,70,"750, 771"\n',
    "ucdp/ucdp-prio-acd-251.csv": "conflict_id,location,territory_name,year,intensity_level,"
    "type_of_conflict,start_date,gwno_loc\n3,India,Garoland,2010,1,3,1997-05-29,750\n",
    "ucdp/ucdp-actor-221.csv": "ActorId,NameData,Org,GWNOLoc,Location\n"
    '488,LRA,1,"500, 482","Uganda, Central African Republic"\n144,Government of Myanmar (Burma),'
    "4,775,Myanmar (Burma)\n",
    "ucdp/ged_v25_1_conflicts_summary.csv": "id,name\n7,Elsewhere: Government\n",
    "ucdp/ged_v25_1_global_month_by_type.csv": "year,month,type,deaths\n1989,1,3,10\n",
    "ucdp/ged_country_totals_12m_to_jun2026.csv": "country,events,deaths,deathsLow,deathsHigh\n"
    "Lebanon,6,4543,4543,4243\n",
    "forecasts/pace_country_month_fatalities_1989-01_2026-05.csv": ",Central African Rep.,"
    "Dem. Rep. Congo,India,Unnamed: 134\n2010-01-31,9,29,0,7\n2010-02-28,0,0,0,7\n",
    "atrocity/ewp_2025_published_forecasts_2025_2026.csv": "ewp_name,ccode,"
    "risk.2025and2026.from2024\nYemen,679,0.05\n",
    "atrocity/ewp_2025_predictors_country_year.csv": ",".join(
        ["ewp_name", "year", "ccode", "coup.try.5yr", *SOCIETY_COLUMNS.values()]
    )
    + "\n"
    + "".join(
        f"{name},{year},{code},1,{','.join(['0'] * 17)},{mortality}\n"
        for name, year, code, mortality in (
            ("Serbia", 1991, 345, 4.5),
            ("East Germany", 1980, 265, 3.5),
            ("Yemen", 2010, 679, "NA"),
        )
    ),
    "missions/geopko_v2_3_FrontMap_site_year.csv": "mission,year,country,location,latitude,"
    "longitude,hq,UNPOL,UNMO,NoTroops,ave.no.troops\n"
    "MISSA,2015,Central African Republic,Bangui,4.39,18.56,3,1,0,400,500\n"
    "MISSA,2015,Central African Republic,Bangui,4.39,18.56,3,1,0,600,500\n"
    "MISSA,2015,Central African Republic,Suburb,4.40,18.60,0,0,1,NA,NA\n"
    "MISSA,2015,Central African Republic,Birao,10.29,22.78,0,0,0,100,100\n",
    "missions/DPPADPOSS-PKO_missions_2024.csv": "mission_acronym,mission_name,mission_isactive,"
    "start_date,end_date,mission_location\nMISSA,Mission A,NO,2014-04-10,,Bangui\n",
    "missions/mend_peace_processes.csv": "conflict_country,important,groupings_mechanisms,"
    "STARTDATE,ENDDATE,third_party\nSudan,1,Talks,April 23 - June 24,,Switzerland\n"
    "Sudan,,More talks,Nov 18 -,,Norway\n,,,,,\n",
    "spatial/EPR-2019_core_groups.csv": "gwid,statename,from,to,group,size,status\n"
    "260,Germany,1946,1990,Germans,0.9,MONOPOLY\n"
    "265,Germany Democratic Republic,1946,1989,Germans,0.9,MONOPOLY\n"
    "775,Myanmar,1990,1991,Rohingya,0.02,DISCRIMINATED\n",
    "spatial/EPR_2021_country_year.csv": "countries_gwid,year,rlvt_groups_count,"
    "excl_groups_count,exclpop,discrimpop\n775,2020,12,11,0.2935,0.06\n",
    "evidence/ushmm_tools_factors_v3_2025-04.csv": "tool_name,Name,Name.Final_research,"
    "Dedoose.name_factor,Contextual.or.design.factor,Family,greater_findings,lesser_findings,"
    "no_mixed_findings,ma_focus_greater_count_factor,ma_focus_lesser_count_factor,"
    "ma_focus_no_mixed_count_factor,vote_count_factor,research_qualitative,"
    "proportion_practitioner,inversion_with_neg_strength\n"
    "Peace operations,Biased implementer,Unbiased implementer,Bias,Design,Choices ,13,1,0,1,0,0,6,"
    "Stronger,-0.54,1\n"
    "Peace operations,Unified Council,NA,Unified,Contextual,NA,NA,NA,NA,NA,NA,NA,NA,"
    "None available,0.38,NA\n"
    "Cyber attacks,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA,NA\n",
    "evidence/ushmm_tools_findings_v3_2025-04.csv": "effects_type,Tool,CD,Factor_effect,overall,"
    "Empirical,Qual,Quant,Method,Outcome,full_citation,Year\n"
    "Average,Peace operations_tool,NA,NA,Decreases mass atrocities or CROs ,One case study,NA,"
    'Regression,NA,Mass atrocities,"Fjelde, Hanne; Hultman, Lisa. ""Title,"" *J*, 2019",2019\n'
    "Contextual or design,Peace operations_tool,Bias,The factor is associated with lesser "
    "effectiveness,NA,One case study,Process tracing,NA,NA,Conflict,United Nations. *Report*,"
    "2001\n",
    "../evidence/effects.csv": "id,tool,estimate,low90,high90,verified\nx1,both,,,,seen\n",
    "../evidence/cases.csv": "id,country,year,perpetrator_kind,consent,tool_used,organiser,"
    "strength,outcome,what_happened,source\n"
    "a-1,KEN,2008,mixed,coerced or nominal,both,AU,0,contained,A long story,Records\n",
    "../evidence/organisers.csv": "organiser,members_scope,fastest_known\nUN,world,days\n",
    "../evidence/un_framework.csv": "number,group,risk_factor,data_at_hand\n1,common,War,UCDP\n",
}

PACKED = {
    "ucdp/ged_candidate_2025_global_slim.csv.gz": "country,best,type_of_violence,date\n"
    "Haiti,3,3,2025-01-18\nHaiti,4,3,2025-01-30\nHaiti,0,2,2025-02-01\n",
    "ucdp/ged_v23_1_central_african_republic_1989_2022.csv.gz": GED_HEADER
    + event(1, "Central African Republic", "2009-02-20T00:00:00", 3, (5.4, 26.49), (2, 3, 3, 3))
    + event(2, "Central African Republic", "2009-02-27", 3, (5.4, 26.4), (1, 1, 0, 2), precision=6),
    "ucdp/ged_v24_1_myanmar_1989_2023.csv.gz": GED_HEADER
    + event(3, "Myanmar (Burma)", "2020-12-31", 1, (19.0, 94.25), (4, 9, 9, 9)),
    "ucdp/ged_v24_1_mexico_1989_2023.csv.gz": GED_HEADER,
    "ucdp/ged_v19_syria_2016_2019.csv.gz": GED_HEADER,
    "ucdp/ged_candidate_v26_0_2_global_feb2026.csv.gz": GED_HEADER
    + event(4, "Nigeria", "2026-02-03", 3, (9.1, 7.4), (2, 2, 2, 2), side_a="XXX475"),
    "ucdp/ged_recent_dec2025_jun2026_2000events.csv.gz": "id,date_start,date_end,latitude,"
    "longitude,country,best,low,high,type_of_violence,side_a,side_b\n"
    "5,2026-06-30,2026-06-30,32.6,68.4,Afghanistan,0,0,2,1,Government of Afghanistan,AFF\n",
    "missions/geopko_v2_site_map_1994_2020_full.csv.gz": "source,mission,year,month,latitude,"
    "longitude\nmap 1,MISSA,2015,2,4.39,18.56\nmap 2,MISSA,2015,8,4.39,18.56\n"
    "map 2,MISSA,2015,8,10.29,22.78\n",
}


def write_sources(root: Path) -> Path:
    """Write the whole folder under ``root`` and return it (``root/data``)."""
    data = root / "data"
    for name, text in TEXTS.items():
        _parent(data / name).write_text(text, encoding="utf-8")
    for name, text in PACKED.items():
        _parent(data / name).write_bytes(gzip.compress(text.encode(), mtime=0))
    _parent(data / "spatial/x").parent.mkdir(exist_ok=True)
    grid = "isocode,risk,gid\n" + "".join(
        f"{iso3},0.5,{1000 + 2 * i}\n" for i, iso3 in enumerate(states())
    )
    grid += "BDI,0.1,1001\n"
    name = "spatial/conflictforecast_grid_risk_2025-07_with_country.csv.gz"
    (data / name).write_bytes(gzip.compress(grid.encode(), mtime=0))
    _write_forecasts(data / "forecasts")
    write_xlsx(
        data / "missions/UNPMM_V2.0.xlsx",
        "Peace Missions",
        mission_sheet([(2014, {"mod11": 1}), (2015, {"min05": 1}), (2016, {}), (2023, {})]),
    )
    write_xlsx(
        data / "atrocity/EWP_mass_killing_master_2025.xlsx",
        "mk_events",
        [
            EPISODE_COLUMNS,
            ["yem1962s1 ", 1962, 1970, "State-Led", 0, 679, "NA", 678],
            ["caf2013ns1", 2013, None, "Non-State-Led", 2, 482, "NA", "NA"],
            [None, None, None, None, None, None, None, None],
        ],
    )
    return data


def _write_forecasts(folder: Path) -> None:
    challenge = folder / "views_challenge"
    _parent(challenge / "country_list.csv").write_text(
        "country_id,id,name\n70,70,Central African Republic\n", encoding="utf-8"
    )
    for year in range(2018, 2025):
        pl.DataFrame(
            {"outcome": [year - 2018], "month_id": [457], "country_id": [70]}
        ).write_parquet(challenge / f"cm_actuals_{year}.parquet")
    pl.DataFrame(
        {
            "name": ["Yemen"],
            "dates": ["2025-10-01"],
            "predicted": [12.5],
            "outcome_p": [0.9],
            "outcome_n": [550],
        }
    ).write_parquet(folder / "FAST-cm_forecast_2025-10_2026-09.parquet")


def _parent(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def write_atlas(path: Path) -> Path:
    """A TopoJSON of two squares that share a border, one with a speck of an island."""
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "objects": {
            "countries": {
                "geometries": [
                    {
                        "type": "MultiPolygon",
                        "id": "140",
                        "arcs": [[[0, 1]], [[3]]],
                        "properties": {"name": "Central African Rep."},
                    },
                    {
                        "type": "Polygon",
                        "arcs": [[~0, 2]],
                        "properties": {"name": "Kosovo"},
                    },
                    {"type": "Polygon", "id": "010", "arcs": [[3]], "properties": {"name": "?"}},
                ]
            }
        },
        # arc 0: the shared border (1,0)-(1,1) with a needless midpoint, in deltas
        "arcs": [
            [[1, 0], [0, 0.5], [0, 0.5]],
            [[1, 1], [-1, 0], [0, -1], [1, 0]],
            [[1, 0], [1, 0], [0, 1], [-1, 0]],
            [[5, 5], [0.1, 0], [0, 0.1], [-0.1, 0], [0, -0.1]],
        ],
    }
    path.write_text(json.dumps(topology), encoding="utf-8")
    return path
