using EarlyWarning.Ml.Numerics;
using EarlyWarning.Ml.Tracing;

namespace EarlyWarning.Ml.Tests.Tracing;

/// <summary>Made-up students with a level, skills with a difficulty, and practice that helps.</summary>
internal static class Answers
{
    public static AnswerSequence[] Random(int students, int length, int skills, int seed)
    {
        var random = new SeededRandom(seed, 3);
        var made = new AnswerSequence[students];
        for (var i = 0; i < students; i++)
        {
            var level = (4 * random.NextDouble()) - 2;
            var count = 2 + random.NextInt(length);
            var (asked, right, tries) = (new int[count], new bool[count], new int[skills]);
            for (var answer = 0; answer < count; answer++)
            {
                asked[answer] = answer > 0 && random.NextInt(3) > 0 ? asked[answer - 1] : random.NextInt(skills);
                var ease = ((double)asked[answer] / skills * 3) - 1.5 + (0.25 * tries[asked[answer]]++);
                right[answer] = random.NextDouble() < Sigmoid.Of(level + ease);
            }

            made[i] = new AnswerSequence(asked, right);
        }

        return made;
    }
}
