using EarlyWarning.Ml.Neural;

namespace EarlyWarning.Ml.Tracing;

/// <summary>
/// The state of the network before each run of answers. In training a run starts from the state in which the run
/// before it ended the last time it was seen, one epoch ago at most (Kapturowski et al. 2019 call it the stored
/// state): long sequences keep their past without being learned from end to end.
/// </summary>
internal sealed class TracingStates
{
    private readonly int _cells;
    private readonly float[] _values;

    /// <param name="slots">Slots, one more a student than runs.</param>
    /// <param name="cells">Cells of the network.</param>
    public TracingStates(int slots, int cells)
    {
        _cells = cells;
        _values = new float[checked(slots * 2 * cells)];
    }

    public void Load(int slot, LstmLayer layer, int row)
    {
        At(slot, 0).CopyTo(layer.HiddenBefore(0, row));
        At(slot, 1).CopyTo(layer.CellsBefore(0, row));
    }

    public void Save(int slot, LstmLayer layer, int steps, int row)
    {
        layer.HiddenBefore(steps, row).CopyTo(At(slot, 0));
        layer.CellsBefore(steps, row).CopyTo(At(slot, 1));
    }

    private Span<float> At(int slot, int part) => _values.AsSpan(((slot * 2) + part) * _cells, _cells);
}
