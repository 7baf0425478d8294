using EarlyWarning.Domain.Behaviour;

namespace EarlyWarning.Domain.Features;

/// <summary>Features of attendance and behaviour.</summary>
internal static class AttendanceFeatures
{
    public static IEnumerable<FeatureDefinition> All =>
        [
            Days(
                "absence_last_10",
                10,
                Texts.Key("school days missed of the last 10"),
                Texts.Key("last 10 school days")
            ),
            Days(
                "absence_last_20",
                20,
                Texts.Key("school days missed of the last 20"),
                Texts.Key("last 20 school days")
            ),
            Share(
                "absence_share",
                Texts.Key("school days missed this term"),
                s => s.Attendance.MissedShare,
                Texts.Key("Missed {0} of school days this term")
            ),
            Share(
                "unexcused_share",
                Texts.Key("school days missed without an accepted reason"),
                s => s.Attendance.UnexcusedShare,
                Texts.Key("Missed {0} of school days without an accepted reason")
            ),
            Attendance(
                "tardy_last_20",
                Texts.Key("late arrivals in the last 20 school days"),
                Texts.Key("days"),
                Texts.Key("last 20 school days"),
                s => s.Attendance.TardyOfLast(20),
                v =>
                    v < 0.5f
                        ? L["On time every day of the last 20"]
                        : Words.Count(
                            v,
                            Texts.Key("Late or left early on {0} day of the last 20"),
                            Texts.Key("Late or left early on {0} days of the last 20")
                        )
            ),
            Attendance(
                "absence_trend",
                Texts.Key("change in days missed"),
                Texts.Key("share"),
                Texts.Key("last 10 school days against before"),
                s => s.Attendance.Trend,
                v =>
                    v > 0.02f ? L["Missed more of the last 10 school days than before"]
                    : v < -0.02f ? L["Missed less of the last 10 school days than before"]
                    : L["Attendance as steady as before"],
                compares: false
            ),
            Attendance(
                "longest_absence",
                Texts.Key("longest run of days missed"),
                Texts.Key("days"),
                Texts.Key("term so far"),
                s => s.Attendance.LongestSpell,
                v =>
                    v < 0.5f
                        ? L["No day missed this term"]
                        : Words.Count(
                            v,
                            Texts.Key("Longest absence this term: {0} school day"),
                            Texts.Key("Longest absence this term: {0} school days")
                        )
            ),
            Incidents(
                "incidents_90",
                90,
                IncidentSeverity.Minor,
                Texts.Key("behaviour notes in the last 90 days"),
                Texts.Key("last 90 days"),
                Texts.Key("No behaviour notes in the last {0} days"),
                Texts.Key("{0} behaviour note in the last {1} days"),
                Texts.Key("{0} behaviour notes in the last {1} days")
            ),
            Incidents(
                "major_incidents_90",
                90,
                IncidentSeverity.Major,
                Texts.Key("referrals in the last 90 days"),
                Texts.Key("last 90 days"),
                Texts.Key("No referrals in the last {0} days"),
                Texts.Key("{0} referral in the last {1} days"),
                Texts.Key("{0} referrals in the last {1} days")
            ),
            Incidents(
                "suspensions_365",
                365,
                IncidentSeverity.Suspension,
                Texts.Key("suspensions in the last year"),
                Texts.Key("last 365 days"),
                Texts.Key("No suspensions in the last {0} days"),
                Texts.Key("{0} suspension in the last {1} days"),
                Texts.Key("{0} suspensions in the last {1} days")
            ),
        ];

    private static FeatureDefinition Days(string name, int days, string label, string window) =>
        Attendance(
            name,
            label,
            Texts.Key("days"),
            window,
            s => s.Attendance.MissedOfLast(days),
            v =>
                v < 0.5f
                    ? L["At school on every one of the last {0} days", days]
                    : L["Missed {0} of the last {1} school days", Words.Whole(v), days]
        );

    private static FeatureDefinition Share(
        string name,
        string label,
        Func<Snapshots.Snapshot, float> compute,
        string evidence
    ) =>
        Attendance(
            name,
            label,
            Texts.Key("share"),
            Texts.Key("term so far"),
            compute,
            v => L[evidence, Words.Percent(v)],
            percent: true
        );

    private static FeatureDefinition Attendance(
        string name,
        string label,
        string unit,
        string window,
        Func<Snapshots.Snapshot, float> compute,
        Func<float, string> evidence,
        bool percent = false,
        bool compares = true
    ) =>
        new()
        {
            Name = name,
            Label = label,
            Unit = unit,
            Window = window,
            Group = FeatureGroup.Attendance,
            Direction = FeatureDirection.MoreIsWorse,
            Changeable = true,
            Compute = compute,
            Evidence = evidence,
            Comparison = compares ? m => L["class median {0}", percent ? Words.Percent(m) : Words.Short(m)] : null,
        };

    private static FeatureDefinition Incidents(
        string name,
        int days,
        IncidentSeverity least,
        string label,
        string window,
        string none,
        string one,
        string many
    ) =>
        new()
        {
            Name = name,
            Label = label,
            Unit = Texts.Key("incidents"),
            Window = window,
            Group = FeatureGroup.Behaviour,
            Direction = FeatureDirection.MoreIsWorse,
            Changeable = true,
            Visibility = FeatureVisibility.WholeRecord,
            Compute = s => s.Behaviour.Count(days, least),
            Evidence = v => v < 0.5f ? L[none, days] : Words.Count(v, one, many, days),
        };
}
