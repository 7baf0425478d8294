namespace EarlyWarning.Ml.Tracing;

/// <summary>Numbers the skills of the training students from 0; every other skill shares the last number.</summary>
internal sealed class SkillIndex
{
    private readonly Dictionary<int, int> _numbers = [];

    public SkillIndex(IEnumerable<AnswerSequence> training)
    {
        foreach (var skill in training.SelectMany(student => student.Skills).Distinct().Order())
        {
            _numbers.Add(skill, _numbers.Count);
        }
    }

    /// <summary>The number of skills, that for unknown ones included.</summary>
    public int Count => _numbers.Count + 1;

    /// <summary>The number of the unknown skills.</summary>
    public int Unknown => _numbers.Count;

    public IndexedAnswers Of(AnswerSequence student) =>
        new(Array.ConvertAll(student.Skills, skill => _numbers.GetValueOrDefault(skill, Unknown)), student.Correct);
}

/// <summary>One student's answers with skills by number.</summary>
internal sealed record IndexedAnswers(int[] Skills, bool[] Correct)
{
    public int Length => Skills.Length;
}
