using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Neural;

/// <summary>A block of weights with its gradient.</summary>
internal sealed class Parameter(AlignedFloats values, AlignedFloats gradient)
{
    public Parameter(int length)
        : this(new AlignedFloats(length), new AlignedFloats(length)) { }

    public AlignedFloats Values => values;

    public AlignedFloats Gradient => gradient;

    /// <summary>Uniform within the bound on both sides of 0.</summary>
    public void Fill(ref SeededRandom random, double bound)
    {
        foreach (ref var value in values.Span)
        {
            value = (float)(((2 * random.NextDouble()) - 1) * bound);
        }
    }
}
