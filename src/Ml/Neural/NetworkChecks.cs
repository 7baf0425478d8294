namespace EarlyWarning.Ml.Neural;

/// <summary>Ranges of hyperparameters that networks have in common, and the sentence that says which one is left.</summary>
/// <param name="network">Whose hyperparameters they are, as the sentence names it.</param>
internal readonly struct NetworkChecks(string network)
{
    public void Require(bool valid, string name, string range)
    {
        if (!valid)
        {
            throw new ArgumentOutOfRangeException(name, $"{name} of {network} must be {range}.");
        }
    }

    public void Cells(int value) =>
        Require(value is >= 32 and <= 1024 && value % 32 == 0, nameof(Cells), "a multiple of 32 from 32 to 1,024");

    /// <summary>Batches of whole tiles.</summary>
    public void BatchSize(int value) =>
        Require(value is >= 8 and <= 1024 && value % 8 == 0, nameof(BatchSize), "a multiple of 8 to 1,024");

    public void MaxEpochs(int value, int most) =>
        Require(value >= 1 && value <= most, nameof(MaxEpochs), FormattableString.Invariant($"from 1 to {most:N0}"));

    public void Dropout(double value) => Require(value is >= 0 and < 1, nameof(Dropout), "at least 0 and below 1");

    public void EarlyStoppingEpochs(int value) => Require(value >= 0, nameof(EarlyStoppingEpochs), "at least 0");

    public void ValidationFraction(double value) =>
        Require(value is > 0 and < 1, nameof(ValidationFraction), "above 0 and below 1");

    public void WeightDecay(double value) => Require(value >= 0, nameof(WeightDecay), "at least 0");

    public void MaxGradientNorm(double value) => Require(value > 0, nameof(MaxGradientNorm), "above 0");

    public void Threads(int value) => Require(value >= 1, nameof(Threads), "at least 1");
}
