// Long: the forward pass and its gradient stand side by side, equation by equation, and are checked against each other.
using EarlyWarning.Ml.Neural;
using EarlyWarning.Ml.Numerics;

namespace EarlyWarning.Ml.Tracing;

/// <summary>
/// Deep knowledge tracing (Piech et al. 2015) in one LSTM: each step sees the answer before (skill and right or wrong)
/// and the skill that is asked now, the output reads the hidden state with weights of that skill. Inputs are rows of a
/// table, so the first layer costs an addition. Holds the memory of one batch.
/// </summary>
internal sealed unsafe class TracingNetwork
{
    private readonly LstmLayer _layer;
    private readonly Parameter _input;
    private readonly Parameter _bias;
    private readonly Parameter _output;
    private readonly Parameter _outputBias;
    private readonly AlignedFloats _read;
    private readonly AlignedFloats _mask;
    private readonly int[] _before;
    private readonly int[] _asked;
    private readonly float[] _gradients;
    private readonly int _skills;

    /// <param name="skills">Skills, that for unknown ones included.</param>
    /// <param name="cells">A multiple of 32.</param>
    /// <param name="maxSteps">The longest run.</param>
    /// <param name="rows">Runs of a batch: a multiple of 8.</param>
    public TracingNetwork(int skills, int cells, int maxSteps, int rows)
    {
        _skills = skills;
        MaxSteps = maxSteps;
        _layer = new LstmLayer(cells, inputs: 0, maxSteps, rows);
        // Answers by skill and outcome, the beginning, the skill asked.
        _input = new Parameter(checked(((3 * skills) + 1) * _layer.Width));
        _bias = new Parameter(_layer.Width);
        _output = new Parameter(skills * cells);
        _outputBias = new Parameter(skills);
        _read = new AlignedFloats(maxSteps * rows * cells);
        _mask = new AlignedFloats(maxSteps * rows * cells);
        _before = new int[maxSteps * rows];
        _asked = new int[maxSteps * rows];
        _gradients = new float[maxSteps * rows];
        Logits = new float[maxSteps * rows];
        Parameters = [_input, _bias, _layer.Recurrent, _output, _outputBias];
    }

    public IReadOnlyList<Parameter> Parameters { get; }

    public int Rows => _layer.Rows;

    public int MaxSteps { get; }

    /// <summary>By step, row: log-odds of a right answer, after <see cref="Forward"/>.</summary>
    public float[] Logits { get; }

    public int Cells => _layer.Cells;

    /// <summary>Skills, that for unknown ones included.</summary>
    public int Skills => _skills;

    private int Beginning => 2 * _skills;

    /// <param name="seed">Decides the first weights.</param>
    /// <param name="easeOfSkill">Log-odds of a right answer, skill by skill.</param>
    /// <param name="unmet">Skills that nobody answered: what nothing is known of stays at 0.</param>
    public void Initialise(int seed, double[] easeOfSkill, int[] unmet)
    {
        var random = new SeededRandom(seed, 0);
        var bound = 1 / Math.Sqrt(Cells);
        _input.Fill(ref random, bound);
        Parameters[2].Fill(ref random, bound);
        _output.Fill(ref random, bound);
        foreach (var skill in unmet)
        {
            _output.Values.Span.Slice(skill * Cells, Cells).Clear();
        }

        _bias.Values.Span.Clear();
        _bias.Values.Span[..Cells].Fill(1);
        for (var skill = 0; skill < _skills; skill++)
        {
            _outputBias.Values.Span[skill] = (float)easeOfSkill[skill];
        }
    }

    /// <summary>Runs answers through the network, each row from the state given by <paramref name="states"/>.</summary>
    /// <param name="students">All students.</param>
    /// <param name="runs">At most a batch; those in it need not be equally long.</param>
    /// <param name="states">Hidden and cell state by slot; read before the run, the state after it written to slot + 1.</param>
    /// <param name="dropout">The chance that the output does not see a cell.</param>
    /// <param name="random">The source of the dropped cells.</param>
    /// <param name="threads">Changes nothing but the time.</param>
    /// <param name="ct">Checked before the work of each thread.</param>
    public void Forward(
        IReadOnlyList<IndexedAnswers> students,
        ReadOnlyMemory<AnswerRun> runs,
        TracingStates states,
        double dropout,
        ulong random,
        int threads,
        CancellationToken ct
    )
    {
        var steps = Steps(runs.Span);
        _layer.Prepare();
        RowParts.Run(
            Rows,
            threads,
            ct,
            (start, end) =>
            {
                _layer.ClearState(start, end);
                for (var row = start; row < end; row++)
                {
                    var run = row < runs.Length ? runs.Span[row] : default;
                    if (run.Length > 0)
                    {
                        states.Load(run.Slot, _layer, row);
                    }

                    FillInputs(run.Length > 0 ? students[run.Student] : null, run, row, steps);
                }

                _layer.Forward(steps, start, end);
                for (var row = start; row < Math.Min(end, runs.Length); row++)
                {
                    Read(runs.Span[row].Length, row, dropout, random);
                }
            }
        );
        // After all rows have started: two runs of one student may share a batch.
        for (var row = 0; row < runs.Length; row++)
        {
            states.Save(runs.Span[row].Slot + 1, _layer, runs.Span[row].Length, row);
        }
    }

    /// <summary>The gradients of the mean log loss over the batch's answers; returns the sum of losses.</summary>
    public double Backward(
        IReadOnlyList<IndexedAnswers> students,
        ReadOnlyMemory<AnswerRun> runs,
        int threads,
        CancellationToken ct
    )
    {
        var steps = Steps(runs.Span);
        var loss = Judge(students, runs.Span, steps);
        RowParts.Run(
            Rows,
            threads,
            ct,
            (start, end) =>
            {
                SpreadGradients(steps, start, end);
                _layer.Backward(steps, start, end);
            }
        );
        // Tables are divided by columns: every thread adds all rows in the same order.
        RowParts.Run(
            Cells / 2,
            threads,
            ct,
            (start, end) =>
            {
                _layer.WeightGradient(steps, 2 * start, 2 * end);
                InputGradients(steps, 8 * start, 8 * end);
                OutputGradients(steps, 2 * start, 2 * end);
            }
        );
        return loss;
    }

    private static int Steps(ReadOnlySpan<AnswerRun> runs)
    {
        var steps = 0;
        foreach (var run in runs)
        {
            steps = Math.Max(steps, run.Length);
        }

        return steps;
    }

    private void FillInputs(IndexedAnswers? student, AnswerRun run, int row, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            var gates = new Span<float>(_layer.GatesAt(step, row), _layer.Width);
            var place = (step * Rows) + row;
            if (student is null || step >= run.Length)
            {
                _asked[place] = -1;
                gates.Clear();
                continue;
            }

            var answer = run.Start + step;
            _before[place] =
                answer == 0 ? Beginning : (2 * student.Skills[answer - 1]) + (student.Correct[answer - 1] ? 1 : 0);
            _asked[place] = student.Skills[answer];
            _bias.Values.Span.CopyTo(gates);
            VectorSums.Add(_layer.GatesAt(step, row), InputRow(_input.Values, _before[place]), _layer.Width);
            VectorSums.Add(_layer.GatesAt(step, row), InputRow(_input.Values, AskedRow(place)), _layer.Width);
        }
    }

    private int AskedRow(int place) => Beginning + 1 + _asked[place];

    private float* InputRow(AlignedFloats table, int index) => table.Pointer + ((nint)index * _layer.Width);

    private void Read(int steps, int row, double dropout, ulong random)
    {
        for (var step = 0; step < steps; step++)
        {
            var place = (step * Rows) + row;
            var mask = _mask.Span.Slice(place * Cells, Cells);
            if (dropout > 0)
            {
                DropoutMask.Fill(mask, dropout, new SeededRandom(random + (ulong)place));
            }
            else
            {
                mask.Fill(1);
            }

            var read = _read.Pointer + ((nint)place * Cells);
            VectorSums.Product(read, _layer.HiddenAfter(step, row), _mask.Pointer + ((nint)place * Cells), Cells);
            var skill = _asked[place];
            Logits[place] =
                _outputBias.Values.Pointer[skill]
                + VectorSums.Dot(read, _output.Values.Pointer + ((nint)skill * Cells), Cells);
        }
    }

    private double Judge(IReadOnlyList<IndexedAnswers> students, ReadOnlySpan<AnswerRun> runs, int steps)
    {
        var (loss, answers) = (0.0, 0);
        Array.Clear(_gradients, 0, steps * Rows);
        for (var row = 0; row < runs.Length; row++)
        {
            var run = runs[row];
            answers += run.Length;
            for (var step = 0; step < run.Length; step++)
            {
                var place = (step * Rows) + row;
                var y = students[run.Student].Correct[run.Start + step] ? 1 : 0;
                loss += Sigmoid.SoftPlus(Logits[place]) - (y * (double)Logits[place]);
                _gradients[place] = (float)(Sigmoid.Of(Logits[place]) - y);
            }
        }

        for (var place = 0; place < steps * Rows; place++)
        {
            _gradients[place] /= answers;
        }

        return loss;
    }

    private void SpreadGradients(int steps, int start, int end)
    {
        for (var step = 0; step < steps; step++)
        {
            for (var row = start; row < end; row++)
            {
                var place = (step * Rows) + row;
                var back = _layer.OutputGradientAt(step, row);
                new Span<float>(back, Cells).Clear();
                if (_asked[place] >= 0)
                {
                    VectorSums.AddScaled(
                        back,
                        _output.Values.Pointer + ((nint)_asked[place] * Cells),
                        _gradients[place],
                        Cells
                    );
                    VectorSums.Product(back, back, _mask.Pointer + ((nint)place * Cells), Cells);
                }
            }
        }
    }

    private void InputGradients(int steps, int start, int end)
    {
        for (var index = 0; index <= 3 * _skills; index++)
        {
            new Span<float>(InputRow(_input.Gradient, index) + start, end - start).Clear();
        }

        _bias.Gradient.Span[start..end].Clear();
        for (var place = 0; place < steps * Rows; place++)
        {
            if (_asked[place] >= 0)
            {
                var gates = _layer.Gates.Pointer + ((nint)place * _layer.Width) + start;
                VectorSums.Add(_bias.Gradient.Pointer + start, gates, end - start);
                VectorSums.Add(InputRow(_input.Gradient, _before[place]) + start, gates, end - start);
                VectorSums.Add(InputRow(_input.Gradient, AskedRow(place)) + start, gates, end - start);
            }
        }
    }

    private void OutputGradients(int steps, int start, int end)
    {
        for (var skill = 0; skill < _skills; skill++)
        {
            new Span<float>(_output.Gradient.Pointer + ((nint)skill * Cells) + start, end - start).Clear();
        }

        if (start == 0)
        {
            _outputBias.Gradient.Span.Clear();
        }

        for (var place = 0; place < steps * Rows; place++)
        {
            if (_asked[place] < 0)
            {
                continue;
            }

            if (start == 0)
            {
                _outputBias.Gradient.Pointer[_asked[place]] += _gradients[place];
            }

            VectorSums.AddScaled(
                _output.Gradient.Pointer + ((nint)_asked[place] * Cells) + start,
                _read.Pointer + ((nint)place * Cells) + start,
                _gradients[place],
                end - start
            );
        }
    }
}
