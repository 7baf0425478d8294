namespace EarlyWarning.Domain.Demo;

/// <summary>What a demo school is made from; equal options give equal databases.</summary>
/// <param name="Students">Number of students in the database, leavers and last year's graduates among them; at least 20.</param>
/// <param name="Seed">Seed of everything drawn.</param>
/// <param name="Today">The real current day; the running term is in its ninth week on the last school day before it.</param>
/// <param name="TruthPath">File the true risks are written to; they never enter the database.</param>
public sealed record DemoOptions(int Students, int Seed, DateOnly Today, string TruthPath)
{
    /// <summary>How many times as much as by default the record wrongs English learners; 0 for not at all.</summary>
    public double Bias { get; init; } = 1;
}

/// <summary>How far a generation is.</summary>
/// <param name="StudentsDone">Students written.</param>
/// <param name="Students">Students in all.</param>
/// <param name="RowsWritten">Rows written so far, over all tables.</param>
public readonly record struct DemoProgress(int StudentsDone, int Students, long RowsWritten);

/// <summary>Whether a database holds the demo school.</summary>
public enum DemoState
{
    /// <summary>There is no trace of it.</summary>
    Absent,

    /// <summary>A generation began and did not end; it holds nothing real and may be made again.</summary>
    Partial,

    /// <summary>It is there, whole.</summary>
    Complete,
}

/// <summary>Staff whose view of the demo school is worth showing.</summary>
/// <param name="Teacher">Teaches about five classes this term, with several students in trouble.</param>
/// <param name="Counsellor">Has a caseload.</param>
/// <param name="Administrator">Works for the district.</param>
public sealed record DemoPersonas(
    Classes.StaffMember Teacher,
    Classes.StaffMember Counsellor,
    Classes.StaffMember Administrator
);

/// <summary>The demo school may not be written; the message is a sentence for the person who asked for it.</summary>
/// <param name="message">What is wrong, where, and what to do.</param>
public sealed class DemoRefusedException(string message) : Exception(message);
