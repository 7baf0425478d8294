using EarlyWarning.Domain.Features;
using EarlyWarning.Domain.Scores;
using EarlyWarning.Web.Features.Students;

namespace EarlyWarning.Web.Features.WhatIf;

/// <summary>A part of the record that can be tried otherwise.</summary>
/// <param name="Column">Its column in the model.</param>
/// <param name="Feature">What it is.</param>
/// <param name="Value">The value as it is.</param>
/// <param name="Positions">
/// Values it can be tried with, rising, its own among them: within the middle nine tenths of the class and the own value.
/// </param>
public sealed record WhatIfSlider(int Column, FeatureDefinition Feature, float Value, IReadOnlyList<float> Positions)
{
    /// <summary>Least value tried.</summary>
    public float Low => Positions[0];

    /// <summary>Greatest value tried.</summary>
    public float High => Positions[^1];

    /// <summary>A value in words ("Missed 7 of the last 20 school days").</summary>
    public string Words(float value) => Feature.Evidence(value);
}

/// <summary>What the model in service shows for a record.</summary>
/// <param name="Frequency">Shown frequency with its interval.</param>
/// <param name="State">The state at the term's cut as it is.</param>
/// <param name="Reasons">Reasons that sum to the score.</param>
public sealed record WhatIfResult(Estimate Frequency, RiskState State, Reasons Reasons);

/// <summary>The least that would have to be otherwise for the flag to be gone.</summary>
/// <param name="Values">The values then, by column.</param>
/// <param name="Words">Each as it would be and as it is, in words.</param>
public sealed record SmallestChange(IReadOnlyDictionary<int, float> Values, IReadOnlyList<string> Words);
