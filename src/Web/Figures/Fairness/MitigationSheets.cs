namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>Names in the sheets of mitigations.</summary>
public static class MitigationKeys
{
    /// <summary>Topic of the sheets.</summary>
    public const string Topic = "mitigations";

    /// <summary>Key of the sheet with a <see cref="MitigationIndex"/>.</summary>
    public const string Index = "index";

    /// <summary>The model as it is.</summary>
    public const string AsItIs = "asItIs";

    /// <summary>Fitted without the features that tell the group best.</summary>
    public const string WithoutProxies = "withoutProxies";

    /// <summary>Fitted to rows weighted so that group and outcome are independent.</summary>
    public const string Reweighed = "reweighed";

    /// <summary>A calibrator for each group.</summary>
    public const string GroupCalibration = "groupCalibration";

    /// <summary>Cuts by group with equal false alarms.</summary>
    public const string EqualFalseAlarms = "equalFalseAlarms";

    /// <summary>Cuts by group with equal misses.</summary>
    public const string EqualMisses = "equalMisses";

    /// <summary>Cuts by group with equal shares flagged.</summary>
    public const string EqualSelection = "equalSelection";

    /// <summary>Variants that are cuts by group, which a recorded decision may apply.</summary>
    public static IReadOnlyList<string> Cuts { get; } = [EqualFalseAlarms, EqualMisses, EqualSelection];

    /// <summary>Area under the curve of a model, all students.</summary>
    public const string Auc = "auc";

    /// <summary>Log loss of a model, all students.</summary>
    public const string LogLoss = "logLoss";

    /// <summary>The key of an attribute's sheet.</summary>
    /// <param name="attributeId">Key of the attribute.</param>
    public static string Attribute(int attributeId) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"attribute|{attributeId}");
}

/// <summary>Why nothing was compared.</summary>
public enum MitigationGap
{
    /// <summary>Something was.</summary>
    None,

    /// <summary>No model serves: rules decide.</summary>
    NoModel,

    /// <summary>What the model was trained on is not kept any more, or has other features.</summary>
    NoDataset,

    /// <summary>There is no finished term later than one to learn from.</summary>
    NoLaterTerm,

    /// <summary>No attribute is classed as protected.</summary>
    NoAttribute,

    /// <summary>No table of groups is published of the later cohort, so that nobody knows which groups have to be hidden.</summary>
    NoTable,
}

/// <summary>What was compared on which cohort.</summary>
/// <param name="Missing">Why nothing was.</param>
/// <param name="Model">The model in service.</param>
/// <param name="Trial">How the comparison was made; null where there was none.</param>
/// <param name="Attributes">Protected attributes.</param>
/// <param name="Proof">What came of permuting the protected attributes; null where no model serves.</param>
public sealed record MitigationIndex(
    MitigationGap Missing,
    string? Model,
    MitigationTrial? Trial,
    IReadOnlyList<MitigationAttribute> Attributes,
    PermutationProof? Proof
);

/// <summary>How variants were fitted and judged; all alike.</summary>
/// <param name="Trainer">Name of the trainer.</param>
/// <param name="IsTuned">Whether it has the hyperparameters of the model in service; else the learner's own.</param>
/// <param name="Term">The later cohort.</param>
/// <param name="TermStart">Its first day.</param>
/// <param name="Week">Week of the classes.</param>
/// <param name="HeldTerm">The term that calibrators and cuts were learned on.</param>
/// <param name="IsHeldApart">Whether that is a term of its own; else other students of the same terms.</param>
/// <param name="Rows">Rows each variant was fitted on.</param>
/// <param name="Students">Students of the later cohort, rounded to 5.</param>
/// <param name="Share">Share of the students of a school that is flagged.</param>
public sealed record MitigationTrial(
    string Trainer,
    bool IsTuned,
    string Term,
    DateOnly TermStart,
    int Week,
    string HeldTerm,
    bool IsHeldApart,
    int Rows,
    int Students,
    double Share
);

/// <summary>A protected attribute.</summary>
/// <param name="Id">Its key.</param>
/// <param name="Label">Its label.</param>
/// <param name="IsCompared">Whether at least two of its groups may be shown, so that it has a sheet.</param>
/// <param name="IsRefitted">Whether models were fitted for it too; else the night's budget was spent before.</param>
/// <param name="Gap">The greatest difference of false alarms or misses between shown groups as it is.</param>
public sealed record MitigationAttribute(int Id, string Label, bool IsCompared, bool IsRefitted, double? Gap);

/// <summary>All variants for one attribute; the same groups are hidden in all of them.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Variants">The model as it is first.</param>
/// <param name="NotShown">Variants under which too few of a group are flagged for it to be shown.</param>
/// <param name="Proxies">With what the features foretell each group.</param>
public sealed record MitigationSheet(
    MitigationAttribute Attribute,
    IReadOnlyList<MitigationVariant> Variants,
    IReadOnlyList<string> NotShown,
    IReadOnlyList<ProxyGroup> Proxies
);

/// <summary>A variant on the later cohort.</summary>
/// <param name="Kind">A key of <see cref="MitigationKeys"/>.</param>
/// <param name="LeftOut">Names of features left out.</param>
/// <param name="Overall">Everybody.</param>
/// <param name="Groups">The groups of the attribute.</param>
/// <param name="Scores">AUC and log loss of all predictions.</param>
/// <param name="Cost">
/// Each rate of everybody less that of the model as it is, and AUC and log loss where scores changed; empty for the model as it is.
/// </param>
/// <param name="MoreMissed">How many more students are missed, rounded to 5; as many are flagged for nothing, since places are the same.</param>
public sealed record MitigationVariant(
    string Kind,
    IReadOnlyList<string> LeftOut,
    GroupFigures Overall,
    IReadOnlyList<VariantGroup> Groups,
    IReadOnlyDictionary<string, Rate> Scores,
    IReadOnlyDictionary<string, Rate> Cost,
    int MoreMissed
);

/// <summary>A group under a variant.</summary>
/// <param name="Figures">Its figures.</param>
/// <param name="Change">Each rate less that of the model as it is, people paired; empty where hidden.</param>
public sealed record VariantGroup(GroupFigures Figures, IReadOnlyDictionary<string, Rate> Change);

/// <summary>With what the model's features foretell a group.</summary>
/// <param name="Group">The group.</param>
/// <param name="IsHidden">Whether it is too small to be shown.</param>
/// <param name="Auc">Chance of telling a member from another by all features together.</param>
/// <param name="Without">The same without those that the variant without proxies leaves out.</param>
/// <param name="Features">The features that tell most by themselves.</param>
public sealed record ProxyGroup(
    string Group,
    bool IsHidden,
    Rate? Auc,
    Rate? Without,
    IReadOnlyList<ProxyFeature> Features
);

/// <summary>A feature by itself.</summary>
/// <param name="Name">Its name in the catalogue.</param>
/// <param name="Auc">Chance of telling a member from another by it alone, 0.5 to 1.</param>
public sealed record ProxyFeature(string Name, double Auc);

/// <summary>What came of giving students one another's protected attributes and computing everything anew from the records.</summary>
/// <param name="Students">Students.</param>
/// <param name="Rows">Their enrollments, each scored twice.</param>
/// <param name="Changed">Students to whom at least one protected value was given that they did not have.</param>
/// <param name="FeaturesChanged">Feature values that differed; 0 where nothing protected is read.</param>
/// <param name="GreatestDifference">Greatest difference of a margin.</param>
public sealed record PermutationProof(
    int Students,
    int Rows,
    int Changed,
    int FeaturesChanged,
    double GreatestDifference
);
