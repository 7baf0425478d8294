using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Outcomes;
using EarlyWarning.Domain.Scores;

namespace EarlyWarning.Support;

/// <summary>
/// Writes scores as a nightly run would: a model, generations, the pointer and score rows. Blobs follow the built-in catalogue;
/// all values but those of <see cref="Values"/> are missing, and contributions sum to the margin.
/// </summary>
public static class SampleScores
{
    /// <summary>Key of the model.</summary>
    public const string ModelId = "sample-model";

    /// <summary>Margin before contributions.</summary>
    public const double BaseValue = -1.25;

    /// <summary>Mean outcome of the training rows.</summary>
    public const double BaseRate = 0.21;

    /// <summary>The catalogue the blobs follow.</summary>
    public static FeatureCatalogue Catalogue { get; } = new([]);

    /// <summary>Values and contributions that every score carries: a concern, a hidden concern, a strength.</summary>
    public static IReadOnlyList<(string Feature, float Value, float Contribution)> Values { get; } =
    [("absence_last_20", 7, 0.75f), ("major_incidents_90", 2, 0.5f), ("missing_count", 0, -0.25f)];

    /// <summary>Index in the catalogue of the feature every score names as its main concern.</summary>
    public static short MainConcern => IndexOf("absence_last_20");

    /// <summary>Index of a feature in the catalogue.</summary>
    /// <exception cref="ArgumentException">There is no such feature.</exception>
    public static short IndexOf(string feature)
    {
        for (short i = 0; i < Catalogue.Features.Count; i++)
        {
            if (string.Equals(Catalogue.Features[i].Name, feature, StringComparison.Ordinal))
            {
                return i;
            }
        }

        throw new ArgumentException($"The catalogue has no feature \"{feature}\".", nameof(feature));
    }

    /// <summary>Writes the model, generations 1 to <paramref name="generations"/> and the pointer.</summary>
    /// <param name="database">A database with orgs.</param>
    /// <param name="asOf">As-of date of all generations.</param>
    /// <param name="orgId">The organisation the model is of.</param>
    /// <param name="current">The generation in service.</param>
    /// <param name="generations">How many there are; those after the current one are being written.</param>
    /// <param name="basis">Whether the model or rules decide.</param>
    public static async Task WriteGenerationsAsync(
        TestDatabase database,
        DateOnly asOf,
        long orgId,
        long current = 2,
        long generations = 3,
        SignalBasis basis = SignalBasis.Model
    )
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var db = database.CreateDbContext();
        var at = asOf.ToDateTime(new TimeOnly(2, 14), DateTimeKind.Utc);
        var isModel = basis == SignalBasis.Model;
        await database.Provider.BulkInsertAsync(db, [Model(orgId, at, asOf)], CancellationToken.None);
        await database.Provider.BulkInsertAsync(
            db,
            Enumerable
                .Range(1, (int)generations)
                .Select(id => new ScoreGeneration
                {
                    Id = id,
                    AsOf = asOf,
                    CreatedAt = at,
                    CompletedAt = id <= current ? at : null,
                    FailureModelId = isModel ? ModelId : null,
                    Notice = isModel ? null : "No model has shown yet that it adds to the rules.",
                }),
            CancellationToken.None
        );
        db.CurrentScores.Add(new CurrentScores { GenerationId = current });
        await db.SaveChangesAsync();
    }

    /// <summary>Writes scores.</summary>
    public static async Task WriteAsync(TestDatabase database, IEnumerable<Score> scores)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var db = database.CreateDbContext();
        await database.Provider.BulkInsertAsync(db, scores, CancellationToken.None);
    }

    /// <summary>A score of course failure with blobs.</summary>
    /// <param name="enrollmentId">The enrollment.</param>
    /// <param name="week">Week of the class.</param>
    /// <param name="state">State.</param>
    /// <param name="value">Shown frequency, or null where there is none.</param>
    /// <param name="asOf">As-of date of the week.</param>
    /// <param name="previous">State a week before.</param>
    /// <param name="generation">The write it belongs to.</param>
    public static Score Of(
        long enrollmentId,
        int week,
        RiskState state,
        double? value,
        DateOnly asOf,
        RiskState? previous = null,
        long generation = 2
    )
    {
        var features = new float[Catalogue.Features.Count];
        Array.Fill(features, float.NaN);
        var contributions = new float[features.Length];
        foreach (var (feature, known, contribution) in Values)
        {
            features[IndexOf(feature)] = known;
            contributions[IndexOf(feature)] = contribution;
        }

        return new Score
        {
            EnrollmentId = enrollmentId,
            Goal = Goal.CourseFailure,
            Week = (short)week,
            GenerationId = generation,
            AsOf = asOf,
            State = state,
            PreviousState = previous,
            Basis = SignalBasis.Model,
            Value = value,
            Low = value is { } l ? Math.Max(0, l - 0.1) : null,
            High = value is { } h ? Math.Min(1, h + 0.1) : null,
            StateSince = asOf.AddDays(-7),
            MainConcern = MainConcern,
            Rules = RuleSignals.ChronicAbsence | RuleSignals.Behaviour,
            Margin = BaseValue + Values.Sum(v => v.Contribution),
            Features = FloatBlob.Encode(features),
            Contributions = FloatBlob.Encode(contributions),
        };
    }

    private static ModelVersion Model(long orgId, DateTime at, DateOnly asOf) =>
        new()
        {
            Id = ModelId,
            OrgId = orgId,
            Goal = Goal.CourseFailure,
            Trainer = "sample",
            Role = ModelRole.Champion,
            TrainedAt = at,
            AsOf = asOf,
            DataFingerprint = "sample",
            CodeVersion = "sample",
            FeatureNames = Catalogue.Names,
            Content = [],
            ContentHash = "",
            Report = "{}",
            BaseValue = BaseValue,
            BaseRate = BaseRate,
        };
}
