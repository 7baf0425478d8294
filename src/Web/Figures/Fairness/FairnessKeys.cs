using System.Globalization;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>Names in the published fairness sheets: of sheets, and of the rates of a group.</summary>
public static class FairnessKeys
{
    /// <summary>Topic of the sheets.</summary>
    public const string Topic = "fairness";

    /// <summary>Key of the sheet with a <see cref="FairnessIndex"/>.</summary>
    public const string Index = "index";

    /// <summary>What the rules are called where a model version is named.</summary>
    public const string Rules = "rules";

    /// <summary>The share of students whom a cut flags unless the reader chooses another.</summary>
    public const double DefaultShare = 0.1;

    /// <summary>Share of the people of a group who are flagged.</summary>
    public const string SelectionRate = "selectionRate";

    /// <summary>Share flagged of those of a group who did not have the outcome: false alarms.</summary>
    public const string FalsePositiveRate = "falsePositiveRate";

    /// <summary>Share not flagged of those of a group who had the outcome: missed students.</summary>
    public const string FalseNegativeRate = "falseNegativeRate";

    /// <summary>Share with the outcome of those of a group who are flagged.</summary>
    public const string Precision = "precision";

    /// <summary>Share flagged of those of a group who had the outcome: one less the missed.</summary>
    public const string Recall = "recall";

    /// <summary>Mean risk shown of the predictions of a group less the share of them that came true: above 0 the risk is overstated.</summary>
    public const string CalibrationGap = "calibrationGap";

    /// <summary>Expected calibration error of the predictions of a group, from 0: how far shown risks and outcomes are apart, over bands of risk.</summary>
    public const string Ece = "ece";

    /// <summary>Chance that someone of a group with the outcome has a higher risk than one without it.</summary>
    public const string Auc = "auc";

    /// <summary>Share of the people of a group who had the outcome.</summary>
    public const string BaseRate = "baseRate";

    /// <summary>All rates.</summary>
    public static IReadOnlyList<string> All { get; } =
    [SelectionRate, FalsePositiveRate, FalseNegativeRate, Precision, Recall, CalibrationGap, Ece, Auc, BaseRate];

    /// <summary>The attribute whose groups are the schools below an organisation.</summary>
    public const string School = "School";

    /// <summary>Label of two attributes crossed.</summary>
    /// <param name="first">One.</param>
    /// <param name="second">The other.</param>
    public static string Crossed(string first, string second) => $"{first} x {second}";

    /// <summary>Name of a group of two attributes crossed.</summary>
    /// <param name="first">Group of the first; empty where it is not known.</param>
    /// <param name="second">Group of the second.</param>
    public static string CrossedGroup(string first, string second) => $"{first}, {second}";

    /// <summary>The key of the sheet of a model, a term and a horizon.</summary>
    /// <param name="model">Id of the version, or <see cref="Rules"/>.</param>
    /// <param name="start">First day of the term.</param>
    /// <param name="week">The horizon.</param>
    public static string Sheet(string model, DateOnly start, int week) =>
        string.Create(CultureInfo.InvariantCulture, $"{model}|{start:yyyy-MM-dd}|{week}");
}
