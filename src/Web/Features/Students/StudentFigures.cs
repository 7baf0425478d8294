using System.Globalization;
using EarlyWarning.Domain.Attendance;
using EarlyWarning.Web.Shared;
using EarlyWarning.Web.Shared.Charts;

namespace EarlyWarning.Web.Features.Students;

/// <summary>Turns what is known of an enrollment into figures.</summary>
internal static class StudentFigures
{
    /// <summary>The term on one time axis.</summary>
    /// <param name="enrollment">The enrollment.</param>
    /// <param name="help">What was done for the student; what lies outside the term is left out.</param>
    /// <param name="asOf">Last day shown while the class runs.</param>
    public static TimeLineChart TimeLine(EnrollmentView enrollment, HelpGiven help, DateOnly asOf)
    {
        var header = enrollment.Class;
        var last = asOf < header.EndDate ? asOf : header.EndDate.AddDays(-1);
        RiskPoint[] risk =
        [
            .. enrollment
                .Weeks.Where(w => w.Frequency is not null)
                .Select(w => new RiskPoint(
                    w.AsOf,
                    w.Frequency!.Value,
                    w.Frequency.Low,
                    w.Frequency.High,
                    RiskWords.FrequencyWithInterval(w.Frequency.Value, w.Frequency.Low, w.Frequency.High)
                )),
        ];
        MarkPoint[] marks =
        [
            .. enrollment
                .Marks.Where(m => m.Share is not null)
                .Select(m => new MarkPoint(m.DueDate, m.Share!.Value, m.ClassShare, MarkWords(m))),
        ];
        AbsencePoint[] absences =
        [
            .. (enrollment.Attendance?.Exceptions ?? []).Select(d => new AbsencePoint(
                d.Date,
                Kind(d.Category),
                AttendanceDay.Words(d.Category)
            )),
        ];
        last = last < header.StartDate ? header.StartDate : last;
        return new TimeLineChart(header.StartDate, last, risk, marks, absences)
        {
            Support = Within(help.Support, header.StartDate, last),
            Notes =
            [
                .. help
                    .Notes.Where(n => n.Date >= header.StartDate && n.Date <= last)
                    .Select(n => new NotePoint(n.Date, n.Words)),
            ],
            Title = L["The term in {0}", header.Title],
            Description = Description(risk, marks.Length, enrollment.Attendance?.Missed),
        };
    }

    /// <summary>The way from a typical student to this one; null where rules decide.</summary>
    /// <param name="enrollment">The enrollment.</param>
    public static WaterfallChart? Waterfall(EnrollmentView enrollment)
    {
        if (enrollment.Waterfall is not { Bars.Count: > 0 } waterfall)
        {
            return null;
        }

        WaterfallStep[] steps =
        [
            .. waterfall.Bars.Select(b => new WaterfallStep(Casing.Capitalised(b.Label), b.Value, b.Contribution)),
        ];
        return new WaterfallChart(waterfall.BaseValue, steps, waterfall.Margin)
        {
            Title = L["Every signal, summed"],
            Description =
                steps[0].Amount > 0
                    ? L[
                        "Steps from a typical student to this one. The greatest is: {0}, which raises the risk.",
                        steps[0].Label
                    ]
                    : L[
                        "Steps from a typical student to this one. The greatest is: {0}, which lowers the risk.",
                        steps[0].Label
                    ],
        };
    }

    /// <summary>Online activity by week; null where none is recorded for the class.</summary>
    /// <param name="enrollment">The enrollment.</param>
    public static WeekBarsChart? Activity(EnrollmentView enrollment) =>
        enrollment.Activity.Count == 0
            ? null
            : new WeekBarsChart(
                [.. enrollment.Activity.Select(w => new WeekBar(w.Week, w.From, w.Actions, w.ClassMean))],
                L["Actions|online"],
                L["Class mean"]
            )
            {
                Title = L["Online activity"],
                Description = L[
                    "Online actions by week, {0:N0} in the latest; the dotted line is the class's mean.",
                    enrollment.Activity[^1].Actions
                ],
            };

    /// <summary>What the data does not hold, in words without a full stop.</summary>
    /// <param name="enrollment">The enrollment.</param>
    public static IReadOnlyList<string> Missing(EnrollmentView enrollment)
    {
        if (enrollment.Waterfall is not null)
        {
            return enrollment.Reasons.Missing;
        }

        List<string> missing = [];
        if (enrollment.Attendance is null)
        {
            missing.Add(L["No attendance is recorded"]);
        }

        if (!enrollment.Marks.Any(m => m.Score is not null))
        {
            missing.Add(L["No marks are known yet"]);
        }

        return missing;
    }

    /// <summary>A mark in words ("Quiz 2: 40 of 100, class mean 72").</summary>
    private static string MarkWords(MarkRow mark) =>
        mark.ClassMean is { } mean
            ? L[
                "{0}: {1} of {2}, class mean {3}",
                mark.Title,
                Number(mark.Score!.Value),
                Number(mark.Max),
                Number(mean)
            ]
            : L["{0}: {1} of {2}", mark.Title, Number(mark.Score!.Value), Number(mark.Max)];

    private static SupportBar[] Within(IReadOnlyList<HelpStretch> support, DateOnly first, DateOnly last) =>
        [
            .. support
                .Where(s => s.From <= last && (s.To is null || s.To >= first))
                .Select(s => new SupportBar(
                    s.From < first ? first : s.From,
                    s.To is { } end && end < last ? end : last,
                    s.To is null
                        ? L["{0}, since {1}", s.Words, Dates.Short(s.From)]
                        : L["{0}, {1} to {2}", s.Words, Dates.Short(s.From), Dates.Short(s.To.Value)]
                )),
        ];

    private static string Description(RiskPoint[] risk, int marks, int? missed)
    {
        var line =
            risk.Length == 0
                ? L["No risk is shown yet"]
                : L[
                    "Risk by week, from {0} to {1}",
                    RiskWords.Frequency(risk[0].Value),
                    RiskWords.Frequency(risk[^1].Value)
                ];
        var known = marks == 1 ? L["1 mark"] : L["{0} marks", marks];
        return missed is { } days
            ? L[
                "{0}; {1}, {2}. The table has every figure.",
                line,
                known,
                days == 1 ? L["1 day missed"] : L["{0} days missed", days]
            ]
            : L["{0}; {1}. The table has every figure.", line, known];
    }

    private static int Kind(AttendanceCategory category) =>
        category switch
        {
            AttendanceCategory.UnexcusedAbsence => 0,
            AttendanceCategory.ExcusedAbsence => 1,
            _ => 2,
        };

    private static string Number(double value) => value.ToString("0.#", CultureInfo.CurrentCulture);
}
