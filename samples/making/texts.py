"""The words of the main sample: report facts, sources and the prose of every section.

Figures in prose are tokens that the report resolves from the workbook, so a sentence cannot contradict a table.
"""

from __future__ import annotations

REPORT: dict[str, str | int] = {
    "Title": "CDMO Outsourcing Market",
    "Subtitle": "2024 to 2031: size and forecast by type, application, region and company",
    "Report id": 918786,
    "Publisher": "CDMO Outlook",
    "Edition": "Edition 1",
    "Date": "November 2026",
    "Base year": 2024,
    "Forecast from": 2024,
    "Forecast to": 2031,
    "Currency": "USD",
    "Unit": "USD billion",
    "Price basis": "Nominal US dollars; company revenue at average rates of the year",
    "Figures": "Illustrative",
    "Note": "The splits by type, application, region and country are illustrative: assumptions fitted to a published "
    "total, not measurements.",
    "Enquire link": "https://publisher.example/enquiry/918786",
    "Purchase link": "https://publisher.example/purchase/918786",
    "Sample link": "https://publisher.example/sample/918786",
}

SOURCES: tuple[tuple[str, str, str, str], ...] = (
    ("Market size", "Fifteen headline sizes of twelve publishers", "Named one by one with their addresses",
     "Sheet Published estimates"),
    ("Growth", "Contract Development and Manufacturing Organization (CDMO) Outsourcing Market, 2024 to 2031",
     "Reliable Research Reports, report 918786", "reliableresearchreports.com/purchase/918786"),
    ("Splits", "Illustrative assumptions of this workbook", "CDMO Outlook, November 2026", "Sheet Assumptions"),
    ("Lonza Group", "2024 Comparative Financials Report; Annual Report 2024; Full-Year Report 2020",
     "Lonza Group, 27 May 2025, January 2025 and January 2021", "lonza.com; cash.ch (AWP, 27 May 2025)"),
    ("Catalent", "Form 10-K for fiscal 2019, 2020 and 2024", "Catalent, August 2019, August 2020, September 2024",
     "sec.gov, ctlt-20190630 and ctlt-20240630"),
    ("Thermo Fisher Scientific", "Form 10-K for 2024", "Thermo Fisher Scientific, February 2025", "sec.gov"),
    ("Siegfried Holding", "Annual results 2024", "Siegfried Holding, February 2025", "chemiextra.com"),
    ("Almac Group", "Results for the year to 30 September 2024", "Almac Group, 28 May 2025",
     "newsletter.co.uk; bbc.co.uk"),
    ("Recipharm", "Year-end report January–December 2020", "Recipharm, February 2021",
     "news.cision.com/se/recipharm-ab, c3275248"),
    ("Aenova Holding", "Pharma-Auftragsfertiger Aenova geht an Milliardär Kühne", "Reuters, 24 April 2024",
     "traderfox.de"),
    ("The Lubrizol", "Form 10-K of Berkshire Hathaway for 2023", "As reported by Lube Report, 2024",
     "lubesngreases.com"),
    ("Exchange rates", "Euro foreign exchange reference rates, averages of daily rates",
     "European Central Bank, 2020, 2023 and 2024", "ecb.europa.eu"),
)  # fmt: skip

TEXTS: tuple[tuple[str, str, str], ...] = (
    (
        "summary",
        "Biologics bring most of the growth",
        "Drug companies spent {size 2024} on outsourced development and manufacturing in {base}. At {cagr} a year "
        "the market reaches {size 2031} in {final}. Biologics start from {share Biologics 2024} of it, grow {cagr "
        "Biologics} a year and supply most of the increase. Among the countries shown India grows fastest. The "
        "total rests on published estimates; how it divides is illustrative.",
    ),
    (
        "scope",
        "What is counted, and what is not",
        "The market is what drug companies pay other companies to develop and make their medicines: process and "
        "formulation development, clinical supply, active ingredients, finished doses, filling and packaging. "
        "Both kinds of molecule count, small molecules and biologics, and both applications, the active "
        "ingredient (API) and the finished drug. Research services, clinical trials and laboratory testing sold "
        "on their own do not count, nor do medicines that a contractor sells under its own name. The base year is "
        "{base}; the forecast runs to {final}. Sizes are nominal US dollars. Revenue in other currencies is "
        "converted at the average rates of the year on the sheet FX. Five regions divide the world; {countries} "
        "countries are shown one by one, and each region has a remainder for the others, so that parts always add "
        "up to their whole.",
    ),
    (
        "market",
        "Each year adds more than the one before",
        "The market of {base} was {size 2024}, and it had grown {cagr 2019 2024} a year since {size 2019} in "
        "2019, a period that held both the vaccine contracts of the pandemic and the cautious years after it. "
        "From here on the model uses the published rate of {cagr} a year. Constant growth on a rising base means "
        "that each year adds more than the last: the step from {base} to the following year is the smallest of "
        "the forecast, the step into {final} the largest. By then the market stands at {size 2031}. The base is "
        "less certain than the rate. Publishers differ widely on the size of the market today, the highest of the "
        "estimates used here being two and a half times the lowest; a point of growth a year more or less would "
        "move the last year by no more than a fifteenth.",
    ),
    (
        "trends",
        "Work moves to complex molecules, small batches and new places",
        "Three shifts change what is outsourced. The first is towards biologics and biosimilars: cell culture, "
        "purification and sterile filling need plants that most developers would rather rent than build, and the "
        "order books of contractors follow the pipelines. The second is towards small and flexible batches. "
        "Personalised and targeted therapies are made for few patients at a time, so changeover, traceability and "
        "speed count for more than tonnes. The third is a wider map. Contractors build in Asia-Pacific and Latin "
        "America to be near growing demand and lower costs, while supply security pulls part of the work back "
        "towards North America and Europe. The model lets all three show: in the faster growth of biologics, "
        "{cagr Biologics} a year, and of Asia-Pacific, {cagr Asia-Pacific 2024 2031}.",
    ),
    (
        "drivers",
        "Why companies hand work over",
        "Products have become harder to make. Antibodies, conjugates and potent compounds call for skills and "
        "containment that pay only at high use, and a contractor can share them among many customers. Small "
        "developers, who own a large part of the pipeline, often have no plant at all and outsource from the "
        "first batch. Large ones outsource to keep capital for research, to have a second source, or to launch "
        "sooner. More chronic disease keeps volumes rising. Against this stand the costs of transferring a "
        "process, the loss of know-how, pressure on drug prices and the risk of relying on a plant that an "
        "inspector may stop. Contractors answer with long agreements and offers that run from development to "
        "supply, which bind customers more closely than a price does.",
    ),
    (
        "types",
        "Small molecules stay larger, biologics grow faster",
        "Small molecules are the larger business throughout: {size Small molecules 2024} in {base} and {size "
        "Small molecules 2031} in {final}. Most medicines are still tablets and capsules, and their makers have "
        "outsourced for decades. Yet growth of {cagr Small molecules} a year is below that of the market, and the "
        "share falls from {share Small molecules 2024} to {share Small molecules 2031}. Biologics take what small "
        "molecules lose. From {size Biologics 2024} they reach {size Biologics 2031}, growing {cagr Biologics} a "
        "year and adding {added Biologics}. The two differ in more than speed. A biologics plant takes years to "
        "build and qualify, so capacity comes in steps and contracts are signed early; small-molecule capacity is "
        "easier to move, and price plays a larger part.",
    ),
    (
        "applications",
        "Active ingredients lead, finished doses follow",
        "Active ingredients account for {share API 2024} of the market in {base}. Making the molecule is the part "
        "of the chain with the most specialised plant, for chemistry and still more for biology, and the part "
        "that is hardest to move once it is approved. This part grows {cagr API} a year to {size API 2031} in "
        "{final}. The finished drug, from formulation to the packed dose, grows {cagr Drug} a year to {size Drug "
        "2031}. Sterile filling is scarce and grows with injectable biologics; tablets are plentiful and compete "
        "on cost. The gap between the two widens only slowly, because customers who buy both from one contractor "
        "save a transfer, and the finished dose then follows the ingredient.",
    ),
    (
        "regions",
        "Growth moves east, the money stays west",
        "North America holds {share North America 2024} of the market in {base}, Asia-Pacific {share Asia-Pacific "
        "2024} and Europe {share Europe 2024}; Latin America and Middle East & Africa divide the rest. The order "
        "of the five does not change by {final}, but the distances do. Asia-Pacific grows {cagr Asia-Pacific} a "
        "year and adds {added Asia-Pacific}, more than North America with {added North America}, although it "
        "starts from a smaller base. Europe, at {cagr Europe} a year, and North America lose share. Latin America "
        "and Middle East & Africa grow faster than the world from small bases. Regions show where the work is "
        "bought; a plant may stand elsewhere. The shares of the base year follow the published split for the "
        "three large regions, with the United States counted inside North America.",
    ),
    (
        "regions",
        "North America",
        "The United States is most of the region: {size United States 2024} of {size North America 2024} in "
        "{base}. It has the deepest pipeline, the highest prices and the largest number of developers without a "
        "plant of their own. It grows {cagr United States} a year, less than the world, because it is by far the "
        "largest market already. Canada, at {size Canada 2024}, grows {cagr Canada} a year. Rules on where "
        "medicines for public programmes may be made could raise the share of work that stays in the region; the "
        "model does not assume it. Together the region adds {added North America} by {final}.",
    ),
    (
        "regions",
        "Europe",
        "Europe buys {size Europe 2024} in {base} and {size Europe 2031} in {final}, growing {cagr Europe} a "
        "year. Germany is the largest of the five countries shown, ahead of France and the U.K., which are close "
        "to each other, and Italy, whose contractors fill and pack for the whole continent. Russia is small and "
        "grows slowest. The remainder is large because Switzerland, Ireland, Spain and the Nordic countries are "
        "in it, with much of the biologics capacity. Price controls hold volumes back; the return of critical "
        "ingredients to European plants, where it is paid for, works the other way.",
    ),
    (
        "regions",
        "Asia-Pacific",
        "No region adds more: {added Asia-Pacific} between {base} and {final}, at {cagr Asia-Pacific} a year. "
        "China is the largest market at {size China 2024}, but India grows faster, {cagr India} a year against "
        "{cagr China}, as buyers look for a second source and Indian contractors move from ingredients to "
        "finished doses and biologics. South Korea, with large cell-culture plants, grows {cagr South Korea} a "
        "year. Japan, {size Japan 2024} in {base}, is mature and grows {cagr Japan}. Australia, China Taiwan, "
        "Indonesia, Thailand and Malaysia are smaller; most of them grow faster than the world. Trade rules on "
        "Chinese suppliers are the largest uncertainty in the forecast, in both directions.",
    ),
    (
        "regions",
        "Latin America",
        "Latin America grows {cagr Latin America} a year from {size Latin America 2024} to {size Latin America "
        "2031}. Brazil is the largest market and Mexico the faster of the two; Mexico gains from plants that "
        "supply the United States, Brazil from public purchasing that favours local production. Argentina, with a "
        "long tradition of its own manufacturers, and Colombia follow at a distance. Most of the work is finished "
        "doses of small molecules for the region itself. Currency swings make sizes in US dollars move more than "
        "volumes do, and a single year should not be read as a trend.",
    ),
    (
        "regions",
        "Middle East & Africa",
        "The region is the smallest, {size Middle East & Africa 2024} in {base}, and grows {cagr Middle East & "
        "Africa} a year, a little faster than the world. Turkey is the largest of the countries shown and an "
        "exporter of finished doses. Saudi Arabia and the UAE grow faster: both pay for local plants as a matter "
        "of policy, and both start small. The remainder, Israel, Egypt and South Africa among others, is nearly "
        "half of the region. Vaccine plants planned in Africa would add to it; the model counts only what is "
        "bought today and lets it grow.",
    ),
    (
        "companies",
        "Many suppliers, none of them dominant",
        "The {companies} companies named here are a list that publishers repeat, not a ranking. Lonza, Catalent, "
        "Siegfried, Almac, Aenova and Recipharm are contractors, and what they publish can be set against the "
        "market; the largest holds only a few per cent of it. Thermo Fisher Scientific and Lubrizol are "
        "different: contract services are a part of a much larger group and are not reported apart, so their "
        "revenue is shown but no share is computed. For FAREVA and FAMAR no recent figure with a public source "
        "was found, and the cells stay empty. Fiscal years end in different months, and some figures are older "
        "than others; each is compared with the market of its own year. Revenue is as published, and only the "
        "shares rest on illustrative sizes.",
    ),
    (
        "opportunities",
        "Where the next dollars are",
        "In dollars the largest opportunity is biologics, which add {added Biologics} by {final}, most of it in "
        "North America, where demand is deepest, and in Asia-Pacific, where it grows fastest. Small molecules add "
        "{added Small molecules}: less, but open to more suppliers and with lower barriers. By country, India and "
        "China add the most outside the United States. In per cent the smaller markets of South-East Asia, the "
        "Gulf and Latin America stand out, but a high rate on a small base is a reason to look, not to build. "
        "Scarce capacity earns more than spare capacity: sterile filling, potent compounds and conjugates are "
        "where customers wait. Offers that join ingredient and finished dose keep customers longest.",
    ),
    (
        "scenarios",
        "Low case",
        "Drug prices are cut further in the United States and Europe, and sponsors trim their pipelines. Rules on "
        "foreign suppliers hold up transfers, new plants fill later than planned, and large companies bring work "
        "back into plants of their own. The market then grows {cagr Low case} a year to {size Low case 2031}.",
    ),
    (
        "scenarios",
        "Base case",
        "The forecast of this report: the published rate of {cagr Base case} a year, with the mix of products and "
        "places moving as the chapters before describe.",
    ),
    (
        "scenarios",
        "High case",
        "Weight-loss medicines and antibody conjugates need more capacity than their owners build. New plants in "
        "biologics and sterile filling open on time, and small developers find money again. The market then grows "
        "{cagr High case} a year to {size High case 2031}.",
    ),
    (
        "methodology",
        "How the figures were made",
        "The size of {base} is the median of fifteen sizes that twelve publishers print for this market, each for "
        "{base} or carried to it from a neighbouring year at the publisher’s own growth rate; the calculation is "
        "on the sheet Published estimates. Growth of {cagr} a year is the published rate for the period to "
        "{final}. Everything below the total is illustrative: shares and growth rates are assumptions, fitted "
        "year by year so that types, applications and regions each add up to the same total, and countries to "
        "their region. Parts are rounded before they are added, so the sums hold exactly as printed. Sizes before "
        "{base} are illustrative too. Sums, shares and growth rates are live formulas in the workbook, so anyone "
        "can change an input and see what follows.",
    ),
    (
        "sources",
        "Where the facts come from",
        "Company revenue comes from annual reports, filings with the United States Securities and Exchange "
        "Commission and results announced by the companies; where only a press report of them could be read, it "
        "is named instead. Exchange rates are averages of the European Central Bank’s daily reference rates. "
        "Market sizes come from press releases and pages of the publishers, listed with their addresses; the "
        "split of the base year into three large regions and the growth rate come from one of them. Published "
        "market sizes are themselves estimates, and their methods are seldom disclosed. The sheet Sources names "
        "every document. Nothing in this report is an estimate of a company’s revenue: what was not published is "
        "left empty, and the illustrative splits are marked as such wherever they appear.",
    ),
)
