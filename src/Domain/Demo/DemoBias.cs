namespace EarlyWarning.Domain.Demo;

/// <summary>
/// How the record wrongs one group. English learners have the same true risk as others, but their record looks worse: work
/// handed in on paper is entered as missing, marks are entered lower than the work deserves, and notes that excuse an
/// absence are not entered. Final scores are moderated and free of it, so that a model trained on the record raises
/// more false alarms among English learners. The figures measured are in docs/demo-school.md.
/// </summary>
internal static class DemoBias
{
    /// <summary>Share of work handed in that is entered as missing.</summary>
    public const double EnteredAsMissing = 0.2;

    /// <summary>Points of 100 taken off every mark entered.</summary>
    public const double PointsOff = 10;

    /// <summary>Share of excused absences entered as unexcused.</summary>
    public const double ExcuseNotEntered = 1;
}
