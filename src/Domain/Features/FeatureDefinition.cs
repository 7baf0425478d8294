using EarlyWarning.Domain.Snapshots;

namespace EarlyWarning.Domain.Features;

/// <summary>The part of a student's record a feature comes from.</summary>
public enum FeatureGroup : byte
{
    /// <summary>Days and lessons attended.</summary>
    Attendance = 1,

    /// <summary>Marks in this class.</summary>
    Marks = 2,

    /// <summary>Work handed in, late or missing in this class.</summary>
    Work = 3,

    /// <summary>Online activity in this class.</summary>
    Activity = 4,

    /// <summary>Behaviour.</summary>
    Behaviour = 5,

    /// <summary>Earlier terms.</summary>
    PriorRecord = 6,

    /// <summary>Other classes of this term.</summary>
    OtherClasses = 7,

    /// <summary>Where in the term this is, and the shape of the course.</summary>
    Context = 8,

    /// <summary>Student attributes classed as features.</summary>
    Attributes = 9,
}

/// <summary>Which way a feature points.</summary>
public enum FeatureDirection : byte
{
    /// <summary>Neither, or unknown.</summary>
    None = 0,

    /// <summary>A greater value never lowers the risk.</summary>
    MoreIsWorse = 1,

    /// <summary>A greater value never raises the risk.</summary>
    MoreIsBetter = 2,
}

/// <summary>Who may read a feature's value.</summary>
public enum FeatureVisibility : byte
{
    /// <summary>Everyone who may see the enrollment.</summary>
    Teacher = 1,

    /// <summary>Counsellors and administrators; others read only that "other parts of the record" contribute.</summary>
    WholeRecord = 2,
}

/// <summary>
/// One definition of a feature for training, nightly scoring, what-if and words. The value is a float; NaN is missing.
/// </summary>
public sealed record FeatureDefinition
{
    /// <summary>Stable name; part of the identity of a model.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Words for people, lower case ("school days missed of the last 20"). It is made as a key and read in the language of
    /// the person who looks, as are the unit and the window: what is stored or compared is the name. Attributes are in the
    /// school's own words.
    /// </summary>
    public required string Label
    {
        get => Group == FeatureGroup.Attributes ? field : L[field];
        init;
    }

    /// <summary>Unit of the value ("days", "share", "points").</summary>
    public required string Unit
    {
        get => field.Length == 0 ? field : L[field];
        init => (field, IsShare) = (value, value == Texts.Key("share"));
    }

    /// <summary>Whether values are parts of 1, or differences of such, and are read in percent.</summary>
    public bool IsShare { get; private init; }

    /// <summary>Window the value speaks of ("last 20 school days", "term so far").</summary>
    public required string Window
    {
        get => field.Length == 0 ? field : L[field];
        init;
    }

    /// <summary>Part of the record.</summary>
    public required FeatureGroup Group { get; init; }

    /// <summary>How values are read.</summary>
    public Students.AttributeKind Kind { get; init; } = Students.AttributeKind.Numeric;

    /// <summary>Levels of an ordinal or categorical feature; the value is the index.</summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>Which way it points; becomes a monotone constraint of the tree learners.</summary>
    public FeatureDirection Direction { get; init; }

    /// <summary>Whether staff, student and family can change it from here on.</summary>
    public bool Changeable { get; init; }

    /// <summary>Who may read the value.</summary>
    public FeatureVisibility Visibility { get; init; } = FeatureVisibility.Teacher;

    /// <summary>Evidence in a sentence without a full stop, from the value ("Missed 7 of the last 20 school days").</summary>
    public required Func<float, string> Evidence { get; init; }

    /// <summary>The value as it stands in a comparison ("class median 1"), or null where comparing says nothing.</summary>
    public Func<float, string>? Comparison { get; init; }

    /// <summary>Computes the value from what was known; pure.</summary>
    public required Func<Snapshot, float> Compute { get; init; }
}
