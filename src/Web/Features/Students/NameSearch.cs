using System.Globalization;
using System.Linq.Expressions;
using EarlyWarning.Domain.Students;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace EarlyWarning.Web.Features.Students;

/// <summary>Finds students by what a person types of their name.</summary>
public static class NameSearch
{
    private const int MostWords = 4;

    /// <summary>Keeps the rows in whose student's name every typed word occurs, in any order and case.</summary>
    /// <typeparam name="T">Row.</typeparam>
    /// <param name="rows">Rows the reader may see.</param>
    /// <param name="student">The row's student.</param>
    /// <param name="search">What was typed; nothing keeps everything.</param>
    public static IQueryable<T> WhereNamed<T>(
        this IQueryable<T> rows,
        Expression<Func<T, Student>> student,
        string? search
    )
    {
        foreach (var word in Words(search))
        {
            var named = Named(word);
            var body = ReplacingExpressionVisitor.Replace(named.Parameters[0], student.Body, named.Body);
            rows = rows.Where(Expression.Lambda<Func<T, bool>>(body, student.Parameters));
        }

        return rows;
    }

    // SQLite folds the case of ASCII letters only, so a name that begins with another letter is tried capitalised too.
    private static Expression<Func<Student, bool>> Named(string word)
    {
        var (typed, capitalised) = (Pattern(word), Pattern(Capitalised(word)));
        return s =>
            EF.Functions.Like(s.GivenName, typed, "\\")
            || EF.Functions.Like(s.FamilyName, typed, "\\")
            || EF.Functions.Like(s.GivenName, capitalised, "\\")
            || EF.Functions.Like(s.FamilyName, capitalised, "\\");
    }

    private static IEnumerable<string> Words(string? search) =>
        (search ?? "")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Take(MostWords);

    private static string Capitalised(string word) =>
        string.Concat(word[..1].ToUpper(CultureInfo.CurrentCulture), word[1..]);

    private static string Pattern(string word) =>
        $"%{word.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal)
            .Replace("[", "\\[", StringComparison.Ordinal)}%";
}
