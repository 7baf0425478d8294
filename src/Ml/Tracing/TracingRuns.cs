namespace EarlyWarning.Ml.Tracing;

/// <summary>Students' answers cut into runs, and what a network makes of them.</summary>
internal static class TracingRuns
{
    /// <summary>The runs of every student in order, with a place for the state before and after each.</summary>
    public static (AnswerRun[] Runs, TracingStates States) Of(
        IReadOnlyList<IndexedAnswers> students,
        int runLength,
        int cells
    )
    {
        var runs = new List<AnswerRun>();
        var slot = 0;
        for (var student = 0; student < students.Count; student++)
        {
            for (var start = 0; start < students[student].Length; start += runLength)
            {
                var length = Math.Min(runLength, students[student].Length - start);
                runs.Add(new AnswerRun(student, start, length, slot++));
            }

            slot++;
        }

        return ([.. runs], new TracingStates(slot, cells));
    }

    /// <summary>The log-odds of every answer, each from all answers of the student before it.</summary>
    public static float[][] Predict(
        TracingNetwork network,
        IReadOnlyList<IndexedAnswers> students,
        int threads,
        CancellationToken ct
    )
    {
        var predictions = students.Select(student => new float[student.Length]).ToArray();
        var (runs, states) = Of(students, network.MaxSteps, network.Cells);
        // Runs of the same place in the sequence go together: the states before them are known by then.
        var waves = runs.GroupBy(run => run.Start).OrderBy(wave => wave.Key);
        foreach (var wave in waves)
        {
            foreach (var batch in wave.OrderByDescending(run => run.Length).Chunk(network.Rows))
            {
                network.Forward(students, batch, states, 0, 0, threads, ct);
                for (var row = 0; row < batch.Length; row++)
                {
                    for (var step = 0; step < batch[row].Length; step++)
                    {
                        predictions[batch[row].Student][batch[row].Start + step] = network.Logits[
                            (step * network.Rows) + row
                        ];
                    }
                }
            }
        }

        return predictions;
    }
}
