namespace EarlyWarning.Domain.Imports;

/// <summary>Settings that decide how imported facts are read.</summary>
public sealed record ImportOptions
{
    /// <summary>Days from handing in (or the score date) to the school knowing the score (Knowledge:MarkLagDays).</summary>
    public int MarkLagDays { get; init; } = 14;

    /// <summary>Days from a school day to its attendance being known (Knowledge:AttendanceLagDays).</summary>
    public int AttendanceLagDays { get; init; }

    /// <summary>Days from an incident to its being known (Knowledge:IncidentLagDays).</summary>
    public int IncidentLagDays { get; init; }

    /// <summary>Days from online activity to its being known (Knowledge:ActivityLagDays).</summary>
    public int ActivityLagDays { get; init; }

    /// <summary>Title of the line-item category that holds final marks, or empty (Outcomes:FinalCategory).</summary>
    public string FinalCategory { get; init; } = "";

    /// <summary>Final mark from which a course is passed, 0 to 100 (Outcomes:PassMark).</summary>
    public double PassMark { get; init; } = 40;

    /// <summary>Whether this is a demo installation, which takes no real data (Demo:Enabled).</summary>
    public bool DemoEnabled { get; init; }
}

/// <summary>What is to be imported.</summary>
/// <param name="Path">A folder or a zip file.</param>
/// <param name="Format">"oulad" or "oneroster".</param>
/// <param name="Accept">Import even where more than 5 % of a file's rows are faulty.</param>
public sealed record ImportRequest(string Path, string Format, bool Accept = false);

/// <summary>What an import is doing.</summary>
/// <param name="Writing">False while checking, true while writing.</param>
/// <param name="File">The file being read.</param>
/// <param name="Rows">Rows of all files read in this pass.</param>
/// <param name="Total">Rows there are, or null while that is not known.</param>
public sealed record ImportProgress(bool Writing, string File, long Rows, long? Total);
