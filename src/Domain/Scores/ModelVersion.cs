using EarlyWarning.Domain.Outcomes;

namespace EarlyWarning.Domain.Scores;

/// <summary>What a model is to the application.</summary>
public enum ModelRole : byte
{
    /// <summary>In service.</summary>
    Champion = 1,

    /// <summary>Measured beside the champion.</summary>
    Challenger = 2,

    /// <summary>Was in service, kept for roll-back.</summary>
    Retired = 3,

    /// <summary>Did not pass a gate; kept with the reason.</summary>
    Refused = 4,

    /// <summary>Passed its gates; waits for its run to score with it.</summary>
    Candidate = 5,
}

/// <summary>A trained model as it is kept: bytes with their hash, what it was made from, and how it measured.</summary>
public sealed class ModelVersion
{
    /// <summary>Hash of trainer, parameters, data, code and seed, in hexadecimal.</summary>
    public required string Id { get; set; }

    /// <summary>The organisation whose data it was trained on and serves.</summary>
    public long OrgId { get; set; }

    /// <summary>What it predicts.</summary>
    public Goal Goal { get; set; }

    /// <summary>Name of the trainer.</summary>
    public required string Trainer { get; set; }

    /// <summary>What it is to the application.</summary>
    public ModelRole Role { get; set; }

    /// <summary>When it was trained, UTC.</summary>
    public DateTime TrainedAt { get; set; }

    /// <summary>The as-of date of the run that trained it.</summary>
    public DateOnly AsOf { get; set; }

    /// <summary>Fingerprint of the training data.</summary>
    public required string DataFingerprint { get; set; }

    /// <summary>The run that trained it; null for models of before runs were recorded.</summary>
    public long? RunId { get; set; }

    /// <summary>Snapshots it was trained on.</summary>
    public int Rows { get; set; }

    /// <summary>First as-of day of those snapshots.</summary>
    public DateOnly? FirstDay { get; set; }

    /// <summary>Last as-of day of those snapshots.</summary>
    public DateOnly? LastDay { get; set; }

    /// <summary>Hash of the stored dataset from which the run can be repeated.</summary>
    public string? DatasetHash { get; set; }

    /// <summary>Everything that changes the fitted model, as JSON: the trainer's parameters.</summary>
    public string Parameters { get; set; } = "{}";

    /// <summary>Figures of each gate as JSON.</summary>
    public string Gates { get; set; } = "[]";

    /// <summary>Rates by group on the later cohort as JSON, small groups hidden.</summary>
    public string Fairness { get; set; } = "[]";

    /// <summary>How features and scores were distributed in training, as JSON: what drift is measured against.</summary>
    public string Reference { get; set; } = "{}";

    /// <summary>By week, the share of flagged students of the later cohort that had the outcome, as JSON.</summary>
    public string FlaggedRight { get; set; } = "{}";

    /// <summary>Version of the code that trained it.</summary>
    public required string CodeVersion { get; set; }

    /// <summary>Seed of all randomness.</summary>
    public int Seed { get; set; }

    /// <summary>Feature names in the order of the model's columns, separated by line feeds.</summary>
    public required string FeatureNames { get; set; }

    /// <summary>The model in the format of EarlyWarning.Ml (model, calibrator, intervals).</summary>
    public required byte[] Content { get; set; }

    /// <summary>SHA-256 of <see cref="Content"/> in hexadecimal; checked before loading.</summary>
    public required string ContentHash { get; set; }

    /// <summary>
    /// The model as it was judged, fitted without the cohort it was judged on: what a later candidate is held against.
    /// </summary>
    public byte[]? JudgedContent { get; set; }

    /// <summary>
    /// The other finalist as it was judged, where it did nearly as well: a flag that it does not share is shown as unsure.
    /// </summary>
    public byte[]? RivalContent { get; set; }

    /// <summary>
    /// Every row that it was judged on, packed: whose, when, what it said and what came. Figures of fairness are made of it;
    /// kept for course failure only.
    /// </summary>
    public byte[]? JudgedRows { get; set; }

    /// <summary>The evaluation report as JSON.</summary>
    public required string Report { get; set; }

    /// <summary>Why it has its role, in a sentence.</summary>
    public string? Decision { get; set; }

    /// <summary>Expected contribution-free margin: the base that contributions are added to.</summary>
    public double BaseValue { get; set; }

    /// <summary>Mean outcome of the labelled training rows: the "typical student" a score is compared with.</summary>
    public double BaseRate { get; set; }
}
