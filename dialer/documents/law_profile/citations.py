"""Titles and sources of the profiles that come with Pronto, so that they are read in each language.

The files have them in English. What stands in a profile of one's own is shown as it is written there.
"""

from typing import Final

from dialer.i18n.message import Message, pmark

TITLES: Final = (
    pmark("profile title", "European data protection, as far as calls are concerned"),
    pmark("profile title", "France, calls that sell"),
    pmark("profile title", "Germany, a sketch"),
    pmark("profile title", "Italy, calls that sell"),
    pmark("profile title", "Spain, a sketch"),
    pmark("profile title", "United Kingdom, live marketing calls"),
    pmark("profile title", "United States, telemarketing"),
)
CITATIONS: Final = (
    pmark("citation", "16 CFR 310.4(a)(8); 47 CFR 64.1601(e) and 64.1604"),
    pmark("citation", "16 CFR 310.4(b)(1)(iii)(B) and (b)(3)(iv)"),
    pmark("citation", "16 CFR 310.4(b)(4)(i); 47 CFR 64.1200(a)(7)"),
    pmark("citation", "16 CFR 310.4(b)(4)(ii); 47 CFR 64.1200(a)(6)"),
    pmark("citation", "16 CFR 310.4(b)(4)(iii); 47 CFR 64.1200(a)(7)(i)"),
    pmark("citation", "16 CFR 310.4(c); 47 CFR 64.1200(c)(1)"),
    pmark("citation", "16 CFR 310.4(d)"),
    pmark("citation", "16 CFR 310.5 as amended in 2024"),
    pmark("citation", "47 CFR 64.1200(a)(10); the wider scope is put off to 31 January 2027"),
    pmark("citation", "47 CFR 64.1200(d)(3) and (6); 16 CFR 310.4(b)(1)(iii)(A)"),
    pmark("citation", "47 USC 227(a)(1)"),
    pmark("citation", "47 USC 227(b); 47 CFR 64.1200(a)(1) to (3) and (f)"),
    pmark("citation", "47 USC 227(b); declaratory ruling of February 2024 on artificial voices"),
    pmark(
        "citation",
        "73 Pennsylvania Statutes 2245.2, published quarterly. An answer counts as long as that of the "
        "national register.",
    ),
    pmark(
        "citation",
        "A bill of 2012 on telling the country of a call centre was rejected, by the press; no later text was found",
    ),
    pmark("citation", "AI Act article 50; ePrivacy directive article 13(1)"),
    pmark(
        "citation",
        "Act 73 of 2019, in force since 3 December 2019: none on legal holidays. The holidays are those of "
        "the library; Good Friday, Flag Day and Election Day, which one source adds, are not among them.",
    ),
    pmark("citation", "Act against unfair competition, section 7a: five years from grant and from each use"),
    pmark("citation", "Act against unfair competition, sections 7(2) and 7a"),
    pmark(
        "citation",
        "Arcep, decision 2022-1583 of 1 September 2022, in force since 1 January 2023: mobile numbers are for"
        " people alone",
    ),
    pmark(
        "citation",
        "Arcep, decision 2022-1583: ranges 0162, 0163, 0270, 0271, 0377, 0378, 0424, 0425, 0568, 0569, 0948, "
        "0949 and overseas 09475 to 09479 for automated calls. Unconfirmed: whether a dialer with agents is "
        "one; the strict reading.",
    ),
    pmark("citation", "As in Italy: a sound at once, the end after three seconds, and no recording"),
    pmark("citation", "As in the United Kingdom: 72 hours after an abandoned call"),
    pmark("citation", "As in the other profiles: what cannot be written down is not done"),
    pmark("citation", "Bloctel: that nothing is left to be checked since 11 August 2026, not even for newspapers"),
    pmark("citation", "Caller ID: whether the numbers for automated calls bind a dialer that has agents"),
    pmark("citation", "Code of conduct article 10(2); privacy code article 130"),
    pmark("citation", "Code of conduct in force since 28 September 2024"),
    pmark(
        "citation",
        "Colorado's do-not-call list, by secondary sources. An answer counts as long as that of the national "
        "register; unconfirmed: how often it is published.",
    ),
    pmark(
        "citation",
        "Consent: what the decree on law 2025-594 asks of its form and of its proof, and for how long the "
        "proof is kept",
    ),
    pmark(
        "citation",
        "Consolidated consumer act (TRLGDCU) article 96(2): not before 9 nor after 21, nor on holidays or at "
        "weekends. Holidays are the national ones, and the regions' where the region is known.",
    ),
    pmark(
        "citation",
        "Consumer code L221-16, L221-5, L221-18 and L221-20: bound only once the offer, confirmed on a "
        "durable medium, is signed; 14 days to withdraw, and 12 months more if that was not told. L221-16 was"
        " read, the others by summaries.",
    ),
    pmark(
        "citation",
        "Consumer code L221-16: at the beginning who calls, on whose behalf, and that it is a sales call. "
        "Read in the text before 11 August 2026; since then a person who wants to end the call is not called "
        "again, by summaries.",
    ),
    pmark(
        "citation",
        "Consumer code article 51(5); decree-law 83/2012 article 24-bis; code of conduct articles 10 and 11",
    ),
    pmark("citation", "Consumer code article 51(6), as amended by law 214/2023"),
    pmark("citation", "Contract in force: how near an offer has to be to the contract for a call without consent"),
    pmark(
        "citation",
        "Contract: the scope of L221-16 for financial services, and of the ban on selling renovation by phone",
    ),
    pmark(
        "citation",
        "Decree 2022-1313, consumer code D223-9, in force since 1 March 2023. It lets express consent pass, "
        "which is not used: whether it still does under law 2025-594 is unconfirmed.",
    ),
    pmark(
        "citation",
        "Decree 2022-1313, consumer code D223-9: four in thirty days and sixty days after a no, consent or not",
    ),
    pmark("citation", "Decree-law 83/2012 article 24-bis, as replaced by law 232/2016 article 1(243)"),
    pmark("citation", "Direct marketing association's script of 2017: none on Sundays and public holidays"),
    pmark("citation", "Energy decree of 2026 as converted; number of the act to be confirmed"),
    pmark("citation", "Figures that show compliance, as in Italy and the United Kingdom; the time is ours"),
    pmark(
        "citation",
        "Florida Statutes 501.613: within 30 seconds the agent's true name, the company and what is sold; by "
        "a legal publisher's summary",
    ),
    pmark(
        "citation",
        "Florida Statutes 501.616(6) and 501.059(8)(d), as amended by chapter 2021-185: no more than three "
        "calls in 24 hours to a person on the same subject; an area code of Florida is presumed within it",
    ),
    pmark(
        "citation",
        "Florida Telephone Solicitation Act, Florida Statutes 501.059(8)(a), as amended by house bill 761 of "
        "2023: prior express written consent for an automated system that selects and dials numbers; by the "
        "bill's analyses. Unconfirmed: whether a dialer that dials from a list is one; the strict reading. "
        "The exemption of established business is not used.",
    ),
    pmark(
        "citation",
        "Florida's do-not-call list, by secondary sources. An answer counts as long as that of the national "
        "register; unconfirmed: how often it is published.",
    ),
    pmark("citation", "Follows from the three seconds, which detection would use up"),
    pmark("citation", "GDPR article 21(2) and (3)"),
    pmark("citation", "GDPR article 5(1)(e); the Italian authority's yardstick of 2005"),
    pmark("citation", "GDPR articles 12(3) and 15 to 20"),
    pmark("citation", "GDPR articles 13, 14 and 21(4)"),
    pmark("citation", "GDPR articles 25 and 32"),
    pmark("citation", "GDPR articles 5(1)(c), 6 and 13"),
    pmark("citation", "GDPR articles 5(2), 24 and 30"),
    pmark("citation", "GDPR articles 6 and 7(1); ePrivacy directive article 13"),
    pmark("citation", "Garante, order 83 of 20 February 2014"),
    pmark("citation", "Garante, order 83 of 20 February 2014, points 1 and 2"),
    pmark(
        "citation",
        "Hours: whether D223-9 of the consumer code still binds calls that the person consented to, since 11 "
        "August 2026",
    ),
    pmark(
        "citation",
        "House bill 3865 of 2025, in force since 1 January 2026: 8 to 20, by a law firm's summary. The "
        "exemption of established business is not used.",
    ),
    pmark(
        "citation",
        "House bill 3865 of 2025: three in 24 hours to a party, whose area code may be relied on, by a law "
        "firm's summary and a report of the committee",
    ),
    pmark(
        "citation",
        "Indiana's do-not-call list, by secondary sources. An answer counts as long as that of the national "
        "register; unconfirmed: how often it is published.",
    ),
    pmark("citation", "Labour code R4542-4: work at the screen is interrupted periodically; the code gives no time"),
    pmark(
        "citation",
        "Law 10/2025 of 26 December asks for a prefix of sales calls; 400 by the draft resolution of 4 "
        "February 2026, binding four months after its adoption. Unconfirmed: that it was adopted, and its "
        "date; until then it warns.",
    ),
    pmark("citation", "Law 11/2022 article 66"),
    pmark(
        "citation",
        "Law 2025-594 article 13: no calls for energy renovation, renewable energy or homes for age and "
        "disability, but within a contract in force; by law firms' summaries. Since 2020 in part.",
    ),
    pmark(
        "citation",
        "Law 2025-594 article 13: the register Bloctel ended on 11 August 2026, when consent took its place",
    ),
    pmark("citation", "Law 2025-594 article 13; consumer code L223-1"),
    pmark("citation", "Law 300/1970 article 4; labour inspectorate, circular 4/2017"),
    pmark("citation", "Law 5/2018 article 1(14); privacy code article 130(1)"),
    pmark("citation", "Law 5/2018 article 2; AGCOM 60/18/CIR, 106/25/CONS, 271/25/CONS, 21/26/CIR"),
    pmark("citation", "Law 5/2018; decree 26/2022; the ministry's pages on the register"),
    pmark("citation", "Legislative decree 81/2008 article 175"),
    pmark(
        "citation",
        "Louisiana's do-not-call list, by secondary sources. An answer counts as long as that of the national"
        " register; unconfirmed: how often it is published.",
    ),
    pmark("citation", "Maine, one call in eight hours by automatic device, by secondary sources"),
    pmark(
        "citation",
        "Massachusetts's do-not-call list, by secondary sources. An answer counts as long as that of the "
        "national register; unconfirmed: how often it is published.",
    ),
    pmark(
        "citation",
        "Michigan, 9 to 21, by a vendor's table of November 2025. Unconfirmed: the statute was not found, and"
        " may be meant for recorded messages alone.",
    ),
    pmark(
        "citation",
        "Minnesota, 9 to 21, by a vendor's table of November 2025. Unconfirmed: the statute was not found, "
        "and may be meant for recorded messages alone.",
    ),
    pmark(
        "citation",
        "Missouri's do-not-call list, by secondary sources. An answer counts as long as that of the national "
        "register; unconfirmed: how often it is published.",
    ),
    pmark(
        "citation",
        "Nevada, 9 to 20, by a vendor's table of November 2025. Unconfirmed: the statute that was seen, NRS "
        "597.814, says 9 to 21, and of recorded messages; the narrower was taken.",
    ),
    pmark(
        "citation",
        "New Jersey Statutes 56:8-128(b) and (c), current through 2024: within 30 seconds the agent's name, "
        "the name and number of the seller, and the purpose; the postal address on websites and in letters",
    ),
    pmark("citation", "New Mexico Statutes 57-12-22(B)(5): 9 to 21, in the text of 2006"),
    pmark(
        "citation",
        "New York General Business Law 399-z(2): at the start the agent's name, on whose behalf, and the "
        "offer of the do-not-call list, before all else; the beginning of the list was read, the rest by a "
        "law firm's summary",
    ),
    pmark("citation", "No French limit is known; as in the United Kingdom, by the Italian clock"),
    pmark("citation", "No French limit on calls without an agent was found"),
    pmark("citation", "No French pause after a call without an agent was found"),
    pmark("citation", "No French rule is known; as in the United States and the United Kingdom"),
    pmark("citation", "No French text on generated numbers was found; nobody who has one has consented"),
    pmark("citation", "No French text on how long a phone rings was found"),
    pmark("citation", "No French text on machine detection was found"),
    pmark("citation", "No French text on what a person hears without an agent was found"),
    pmark("citation", "No French time for figures on calls was found"),
    pmark("citation", "No Italian rule is known; as in the United States and the United Kingdom"),
    pmark("citation", "No legal number is known; the self-regulation of 2012 had 30 days"),
    pmark("citation", "Ofcom's guideline of 2010"),
    pmark("citation", "Ofcom's guideline of 2010, withdrawn on 1 March 2017"),
    pmark("citation", "Ofcom's guideline of 2010: 24 hours after a call taken for a machine"),
    pmark("citation", "Ofcom's guideline of 2010: 72 hours after an abandoned call"),
    pmark("citation", "Ofcom's guideline of 2010: keep what shows compliance; the time is ours"),
    pmark("citation", "Ofcom's guideline of 2010: the user shows how often detection is wrong"),
    pmark("citation", "Ofcom's statement of 20 December 2016 on persistent misuse"),
    pmark(
        "citation",
        "Oklahoma's do-not-call list, by secondary sources. An answer counts as long as that of the national "
        "register; unconfirmed: how often it is published.",
    ),
    pmark("citation", "Opening: the words of L221-16 since 11 August 2026, when the agent has to ask whether to go on"),
    pmark("citation", "Order TDF/149/2025 article 9"),
    pmark(
        "citation",
        "Overseas departments: they have country codes and hours of their own, and this profile does not cover them",
    ),
    pmark("citation", "PECR regulation 19"),
    pmark("citation", "PECR regulation 21(1)(a) and (5)"),
    pmark("citation", "PECR regulation 21(1)(b) and (3)"),
    pmark("citation", "PECR regulation 21(A1); Ofcom general condition C6 and its guidance"),
    pmark("citation", "PECR regulation 24"),
    pmark("citation", "PECR regulations 21A and 21B"),
    pmark(
        "citation",
        "Place: whether the ministerial order of September 2004 on the country of a call centre was ever in force",
    ),
    pmark("citation", "Provenance of every list, as in the other profiles"),
    pmark(
        "citation",
        "RCW 80.36.390 as amended by house bill 1497, in force since 9 June 2022: none after 20:00, by a law "
        "firm's summary. The beginning is the federal one.",
    ),
    pmark(
        "citation",
        "Reassigned numbers database: FCC 18-177, 84 FR 11226 of 26 March 2019, and public notice DA 21-1649;"
        " in use since 1 November 2021, and voluntary. Carriers report once a month, hence 31 days, which are"
        " Pronto's.",
    ),
    pmark(
        "citation",
        "Rhode Island General Laws 5-61-2(2) and 5-61-3.6: weekdays 9 to 18 but for holidays, Saturdays 10 to 17",
    ),
    pmark(
        "citation",
        "Silent calls: that no French text limits calls without an agent, and what a person may hear meanwhile",
    ),
    pmark(
        "citation",
        "South Dakota Codified Laws 37-30-28: automatic dialling on weekdays 9 to 21. Saturday is taken for "
        "no weekday, the narrower reading.",
    ),
    pmark(
        "citation",
        "Stop the Spam Calls Act of 2023, Maryland Commercial Law 14-4501: prior express written consent for "
        "a system that selects or dials numbers",
    ),
    pmark(
        "citation",
        "Stop the Spam Calls Act of 2023, Maryland Commercial Law 14-4502: three in 24 hours to the same "
        "called party about the same subject; by secondary sources",
    ),
    pmark("citation", "TDDDG section 15(2): never withheld, and a number assigned to the caller"),
    pmark(
        "citation",
        "Telephone Solicitation Act of 2022, Oklahoma Statutes 15-775C.2 and 775C.3: prior express written "
        "consent for a system that selects or dials numbers. The exemption of established business is not "
        "used.",
    ),
    pmark(
        "citation",
        "Telephone Solicitation Act of 2022, Oklahoma Statutes 15-775C: three in 24 hours to the same person "
        "on the same subject; an area code of Oklahoma is presumed within it; by secondary sources",
    ),
    pmark(
        "citation",
        "Tennessee's do-not-call list, by secondary sources. An answer counts as long as that of the national"
        " register; unconfirmed: how often it is published.",
    ),
    pmark(
        "citation",
        "Texas Business and Commerce Code 304.051, published quarterly. An answer counts as long as that of "
        "the national register.",
    ),
    pmark(
        "citation",
        "Texas Business and Commerce Code, chapter 301: 9 to 21, Sundays from noon, by secondary sources of 2025",
    ),
    pmark(
        "citation",
        "The data protection authority's page on listening at work, and labour code L1222-4 and L2312-38: "
        "employees are told and the works council is consulted first; nobody is listened to all the time. The"
        " page was read. Pronto unlocks it all with the reference of that consultation.",
    ),
    pmark("citation", "The times of Italy, since the French code gives none"),
    pmark(
        "citation",
        "UK GDPR article 5(1)(e), and the commissioner's page on storage limitation: no longer than needed, "
        "and no time is named. The times are Pronto's, as in the European layer.",
    ),
    pmark(
        "citation",
        "UK GDPR articles 12(3) and 15 to 21: one month, and two more for a complex request, by a public "
        "body's notice. Unconfirmed: what the act of 2025 changes in the counting.",
    ),
    pmark("citation", "UK GDPR articles 13, 14 and 21(4)"),
    pmark(
        "citation",
        "UK GDPR articles 5(1), 6 and 13: a recording is personal data, and people are told of it and of its "
        "purpose, by law firms' and vendors' summaries. The times are Pronto's.",
    ),
    pmark(
        "citation",
        "UK GDPR articles 5(2), 24 and 30: the controller shows that it complies, and keeps records of processing",
    ),
    pmark(
        "citation",
        "Utah Code 13-25a-103(3), current as of January 2025: 8 to 21, none on Sundays and legal holidays. "
        "That prior express consent lifts it is not used.",
    ),
    pmark(
        "citation",
        "Work: breaks by collective agreement, and what the works council has to be told before agents are watched",
    ),
    pmark(
        "citation",
        "Wyoming's do-not-call list, by secondary sources. An answer counts as long as that of the national "
        "register; unconfirmed: how often it is published.",
    ),
)


def title(text: str) -> Message:
    """A profile's title."""
    return Message(text.replace("{", "{{").replace("}", "}}"), context="profile title")


def citation(text: str) -> Message:
    """The source of a rule."""
    return Message(text.replace("{", "{{").replace("}", "}}"), context="citation")
