using EarlyWarning.Domain.Behaviour;

namespace EarlyWarning.Domain.Features;

/// <summary>Features of attendance and behaviour.</summary>
internal static class AttendanceFeatures
{
    public static IEnumerable<FeatureDefinition> All =>
        [
            Days("absence_last_10", 10, "school days missed of the last 10"),
            Days("absence_last_20", 20, "school days missed of the last 20"),
            Share(
                "absence_share",
                "school days missed this term",
                s => s.Attendance.MissedShare,
                "Missed {0} of school days this term"
            ),
            Share(
                "unexcused_share",
                "school days missed without an accepted reason",
                s => s.Attendance.UnexcusedShare,
                "Missed {0} of school days without an accepted reason"
            ),
            Attendance(
                "tardy_last_20",
                "late arrivals in the last 20 school days",
                "days",
                "last 20 school days",
                s => s.Attendance.TardyOfLast(20),
                v =>
                    v < 0.5f
                        ? "On time every day of the last 20"
                        : $"Late or left early on {Words.Count(v, "day", "days")} of the last 20"
            ),
            Attendance(
                "absence_trend",
                "change in days missed",
                "share",
                "last 10 school days against before",
                s => s.Attendance.Trend,
                v =>
                    v > 0.02f ? "Missed more of the last 10 school days than before"
                    : v < -0.02f ? "Missed less of the last 10 school days than before"
                    : "Attendance as steady as before",
                compares: false
            ),
            Attendance(
                "longest_absence",
                "longest run of days missed",
                "days",
                "term so far",
                s => s.Attendance.LongestSpell,
                v =>
                    v < 0.5f
                        ? "No day missed this term"
                        : $"Longest absence this term: {Words.Count(v, "school day", "school days")}"
            ),
            Incidents(
                "incidents_90",
                90,
                IncidentSeverity.Minor,
                "behaviour notes in the last 90 days",
                "behaviour note",
                "behaviour notes"
            ),
            Incidents(
                "major_incidents_90",
                90,
                IncidentSeverity.Major,
                "referrals in the last 90 days",
                "referral",
                "referrals"
            ),
            Incidents(
                "suspensions_365",
                365,
                IncidentSeverity.Suspension,
                "suspensions in the last year",
                "suspension",
                "suspensions"
            ),
        ];

    private static FeatureDefinition Days(string name, int window, string label) =>
        Attendance(
            name,
            label,
            "days",
            $"last {window} school days",
            s => s.Attendance.MissedOfLast(window),
            v =>
                v < 0.5f
                    ? $"At school on every one of the last {window} days"
                    : $"Missed {Words.Whole(v)} of the last {window} school days"
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
            "share",
            "term so far",
            compute,
            v => string.Format(System.Globalization.CultureInfo.CurrentCulture, evidence, Words.Percent(v)),
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
            Comparison = compares ? m => $"class median {(percent ? Words.Percent(m) : Words.Short(m))}" : null,
        };

    private static FeatureDefinition Incidents(
        string name,
        int days,
        IncidentSeverity least,
        string label,
        string one,
        string many
    ) =>
        new()
        {
            Name = name,
            Label = label,
            Unit = "incidents",
            Window = $"last {days} days",
            Group = FeatureGroup.Behaviour,
            Direction = FeatureDirection.MoreIsWorse,
            Changeable = true,
            Visibility = FeatureVisibility.WholeRecord,
            Compute = s => s.Behaviour.Count(days, least),
            Evidence = v =>
                v < 0.5f
                    ? $"No {many} in the last {days} days"
                    : $"{Words.Count(v, one, many)} in the last {days} days",
        };
}
