using System.Text.Json;
using System.Text.Json.Serialization;

namespace EarlyWarning.Web.Figures.Fairness;

/// <summary>A figure with its 95 % interval; as shares from 0 to 1, in whole percent.</summary>
/// <param name="Value">The figure.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
[JsonConverter(typeof(RateJson))]
public sealed record Rate(double Value, double Low, double High);

/// <summary>Three numbers, since a sheet of a large district holds tens of thousands of rates.</summary>
internal sealed class RateJson : JsonConverter<Rate>
{
    /// <inheritdoc />
    public override Rate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var numbers = JsonSerializer.Deserialize<double[]>(ref reader, options);
        return numbers is [var value, var low, var high]
            ? new Rate(value, low, high)
            : throw new JsonException("A rate is three numbers.");
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Rate value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, (double[])[value.Value, value.Low, value.High], options);
}

/// <summary>A group at one cut, in people; where it is hidden it holds nothing but its name.</summary>
/// <param name="Attribute">Label of the attribute, two joined by " x " for an intersection; empty for everybody.</param>
/// <param name="Group">The group; empty where it is not known.</param>
/// <param name="Hidden">Whether it is too small, or hidden so that another cannot be worked out.</param>
/// <param name="N">Students, rounded to 5.</param>
/// <param name="Needed">Of those, who had the outcome, rounded to 5.</param>
/// <param name="Flagged">Students flagged, rounded to 5.</param>
/// <param name="FlaggedNeeded">Of those flagged, who had the outcome, rounded to 5.</param>
/// <param name="Rates">By key of <c>FairnessKeys</c>.</param>
/// <param name="ToRest">Difference of each rate to that of everybody else, with its interval; empty where the rest is hidden.</param>
public sealed record GroupFigures(
    string Attribute,
    string Group,
    bool Hidden,
    int? N,
    int? Needed,
    int? Flagged,
    int? FlaggedNeeded,
    IReadOnlyDictionary<string, Rate> Rates,
    IReadOnlyDictionary<string, Rate> ToRest
)
{
    /// <summary>Of those who had the outcome, who was not flagged, rounded to 5: rounded by itself, since a difference of two rounded numbers can be far off.</summary>
    public int? Missed { get; init; }

    /// <summary>Of those flagged, who did not have the outcome, rounded to 5.</summary>
    public int? Alarms { get; init; }

    /// <summary>The rates of everybody else, in whole percent; empty where the rest is hidden.</summary>
    public IReadOnlyDictionary<string, double> Rest { get; init; } =
        new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Each rate as a multiple of that of everybody else, from unrounded counts; empty where the rest is hidden.</summary>
    public IReadOnlyDictionary<string, double> Ratios { get; init; } =
        new Dictionary<string, double>(StringComparer.Ordinal);
}

/// <summary>All groups at one cut of the fixed grid.</summary>
/// <param name="Share">Share of the students of a school and term who are flagged; 0 for the rules, which flag by themselves.</param>
/// <param name="Overall">Everybody.</param>
/// <param name="Groups">Groups of each attribute, then the chosen intersections.</param>
public sealed record CutFigures(double Share, GroupFigures Overall, IReadOnlyList<GroupFigures> Groups);

/// <summary>The published table of one model (or the rules), term and horizon for one organisation: it feeds every page.</summary>
/// <param name="Model">Id of the model version, or "rules".</param>
/// <param name="Term">Title of the term.</param>
/// <param name="TermStart">Its first day.</param>
/// <param name="IsLater">Whether it is the later cohort that the gates looked at; else an earlier term, foretold by models that had not seen it.</param>
/// <param name="Week">The horizon.</param>
/// <param name="Cuts">At most ten, in ascending order.</param>
public sealed record FairnessSheet(
    string Model,
    string Term,
    DateOnly TermStart,
    bool IsLater,
    int Week,
    IReadOnlyList<CutFigures> Cuts
);

/// <summary>What there is to choose, and the trend over versions; the sheet with key "index".</summary>
/// <param name="Models">Versions with figures, the newest first, then the rules.</param>
/// <param name="Attributes">Labels of the protected attributes, "School" above schools, and of chosen intersections.</param>
public sealed record FairnessIndex(IReadOnlyList<FairnessModel> Models, IReadOnlyList<string> Attributes)
{
    /// <summary>
    /// By first day of each term (yyyy-MM-dd), a mark of what its tables hide. Sheets of other nights stay while it is the same;
    /// where it changed all are made anew, so that no two differ in what they hide.
    /// </summary>
    public IReadOnlyDictionary<string, string> Patterns { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether versions are judged on a sample of the students: of a large installation.</summary>
    public bool IsSample { get; init; }
}

/// <summary>A version with figures.</summary>
/// <param name="Id">Id of the version, or "rules".</param>
/// <param name="Trainer">Its trainer; empty for the rules.</param>
/// <param name="TrainedAt">When it was trained, UTC.</param>
/// <param name="Terms">Terms with sheets, in order of time.</param>
/// <param name="Trend">Every group of single attributes at the default cut of the later cohort, at the week of the gates.</param>
public sealed record FairnessModel(
    string Id,
    string Trainer,
    DateTime? TrainedAt,
    IReadOnlyList<FairnessTerm> Terms,
    IReadOnlyList<GroupFigures> Trend
);

/// <summary>A term with the horizons that have figures. The key of a sheet is "model|start|week", the start as yyyy-MM-dd.</summary>
/// <param name="Title">Title.</param>
/// <param name="Start">First day.</param>
/// <param name="IsLater">Whether it is the later cohort that the gates looked at.</param>
/// <param name="Weeks">Horizons.</param>
public sealed record FairnessTerm(string Title, DateOnly Start, bool IsLater, IReadOnlyList<int> Weeks)
{
    /// <summary>Whether these are students of the very term that was learned from, kept apart: there was no later one yet.</summary>
    public bool IsByStudent { get; init; }
}
