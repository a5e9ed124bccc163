"""Law as dated data: thresholds, rates, calendars, time limits, what each legal basis allows, and remedies.

A country's pack brings the facts with their sources; here they become rows with a first and a last day,
and two administrators together can say otherwise without a release. Rules elsewhere never hold a figure
of law: they are given `Thresholds`, `Rates`, a `Limit` or a `Calendar`.
"""
