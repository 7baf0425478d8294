using EarlyWarning.Ml.Models;

namespace EarlyWarning.Ml.Tracing;

/// <summary>Numbers the skills of the training students from 0; every other skill shares the last number.</summary>
internal sealed class SkillIndex
{
    private readonly Dictionary<int, int> _numbers = [];

    public SkillIndex(IEnumerable<AnswerSequence> training)
        : this([.. training.SelectMany(student => student.Skills).Distinct().Order()]) { }

    private SkillIndex(int[] ascending)
    {
        foreach (var skill in ascending)
        {
            _numbers.Add(skill, _numbers.Count);
        }
    }

    /// <summary>The number of skills, that for unknown ones included.</summary>
    public int Count => _numbers.Count + 1;

    /// <summary>The number of the unknown skills.</summary>
    public int Unknown => _numbers.Count;

    public void Write(ModelWriter writer) => writer.Array<int>([.. _numbers.Keys.Order()]);

    /// <exception cref="ModelFormatException">A skill is named twice.</exception>
    public static SkillIndex Read(ModelReader reader)
    {
        var skills = reader.Array<int>();
        return skills.Zip(skills.Skip(1)).All(pair => pair.First < pair.Second)
            ? new SkillIndex(skills)
            : throw new ModelFormatException("The tracer's skills are not in ascending order; train it again.");
    }

    public IndexedAnswers Of(AnswerSequence student) =>
        new(Array.ConvertAll(student.Skills, skill => _numbers.GetValueOrDefault(skill, Unknown)), student.Correct);
}

/// <summary>One student's answers with skills by number.</summary>
internal sealed record IndexedAnswers(int[] Skills, bool[] Correct)
{
    public int Length => Skills.Length;
}
