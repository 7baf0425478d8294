namespace EarlyWarning.Domain.Students;

/// <summary>How the values of an attribute are to be read.</summary>
public enum AttributeKind : byte
{
    /// <summary>A number.</summary>
    Numeric = 1,

    /// <summary>Named levels with an order.</summary>
    Ordinal = 2,

    /// <summary>Named levels without an order.</summary>
    Categorical = 3,
}

/// <summary>What an attribute may be used for.</summary>
public enum AttributeUse : byte
{
    /// <summary>Not yet classed by an administrator: used for nothing.</summary>
    Unclassified = 0,

    /// <summary>May be a feature of a score.</summary>
    Feature = 1,

    /// <summary>Never in a score; kept for aggregate fairness tables.</summary>
    Protected = 2,

    /// <summary>Kept, used for nothing.</summary>
    Ignored = 3,
}

/// <summary>An attribute of students of any name and kind, such as a survey answer or a demographic.</summary>
public sealed class AttributeDefinition
{
    /// <summary>Database key.</summary>
    public int Id { get; set; }

    /// <summary>The source the attribute came from; names are unique within it.</summary>
    public int SourceId { get; set; }

    /// <summary>The source's column name.</summary>
    public required string Name { get; set; }

    /// <summary>Words for people.</summary>
    public required string Label { get; set; }

    /// <summary>How values are read.</summary>
    public AttributeKind Kind { get; set; }

    /// <summary>What the attribute may be used for.</summary>
    public AttributeUse Use { get; set; }

    /// <summary>Levels separated by line feeds, in order; empty for numbers.</summary>
    public string Levels { get; set; } = "";
}

/// <summary>One version of one value of an attribute.</summary>
public sealed class StudentAttribute
{
    /// <summary>Database key.</summary>
    public long Id { get; set; }

    /// <summary>The student.</summary>
    public long StudentId { get; set; }

    /// <summary>The student.</summary>
    public Student? Student { get; set; }

    /// <summary>Which attribute.</summary>
    public int AttributeId { get; set; }

    /// <summary>Which attribute.</summary>
    public AttributeDefinition? Attribute { get; set; }

    /// <summary>The enrollment the value was recorded for, or null where it holds for the student.</summary>
    public long? EnrollmentId { get; set; }

    /// <summary>The value as text, for ordinal and categorical attributes.</summary>
    public string? Text { get; set; }

    /// <summary>The value as a number, for numeric attributes.</summary>
    public double? Number { get; set; }

    /// <summary>First day the school could have known the value.</summary>
    public DateOnly KnownFrom { get; set; }

    /// <summary>The import that brought it.</summary>
    public long ImportId { get; set; }
}
