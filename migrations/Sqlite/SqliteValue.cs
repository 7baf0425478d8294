using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using SQLitePCL;

namespace EarlyWarning.Migrations.Sqlite;

/// <summary>Binds values exactly as Microsoft.Data.Sqlite stores them, so that both ways of writing read alike.</summary>
internal static class SqliteValue
{
    private const int OnStack = 512;
    private static readonly ConcurrentDictionary<int, byte[]> Days = new();

    /// <summary>A whole number, a truth value or an enumeration of at most eight bytes.</summary>
    public static int BindWhole<TValue>(sqlite3_stmt statement, int index, TValue value)
        where TValue : struct =>
        raw.sqlite3_bind_int64(
            statement,
            index,
            Unsafe.SizeOf<TValue>() switch
            {
                1 => Unsafe.As<TValue, byte>(ref value),
                2 => Unsafe.As<TValue, short>(ref value),
                4 => Unsafe.As<TValue, int>(ref value),
                _ => Unsafe.As<TValue, long>(ref value),
            }
        );

    public static int BindReal(sqlite3_stmt statement, int index, double value) =>
        raw.sqlite3_bind_double(statement, index, value);

    /// <summary>A day as yyyy-MM-dd; there are few, so their text is kept.</summary>
    public static int BindDay(sqlite3_stmt statement, int index, DateOnly value) =>
        raw.sqlite3_bind_text(
            statement,
            index,
            (ReadOnlySpan<byte>)
                Days.GetOrAdd(
                    value.DayNumber,
                    static number =>
                        Encoding.ASCII.GetBytes(
                            DateOnly.FromDayNumber(number).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                        )
                )
        );

    public static int Bind(sqlite3_stmt statement, int index, string? value)
    {
        if (value is null)
        {
            return raw.sqlite3_bind_null(statement, index);
        }

        // An empty span would be bound as NULL.
        if (value.Length is 0 or > OnStack / 3)
        {
            return raw.sqlite3_bind_text(statement, index, value);
        }

        Span<byte> bytes = stackalloc byte[OnStack];
        var length = Encoding.UTF8.GetBytes(value, bytes);
        return raw.sqlite3_bind_text(statement, index, (ReadOnlySpan<byte>)bytes[..length]);
    }

    /// <summary>The rarer types.</summary>
    /// <exception cref="NotSupportedException">There is no rule for the type.</exception>
    public static int BindBoxed(sqlite3_stmt statement, int index, object? value, string column) =>
        value switch
        {
            null => raw.sqlite3_bind_null(statement, index),
            string text => Bind(statement, index, text),
            long number => raw.sqlite3_bind_int64(statement, index, number),
            int number => raw.sqlite3_bind_int64(statement, index, number),
            short number => raw.sqlite3_bind_int64(statement, index, number),
            byte number => raw.sqlite3_bind_int64(statement, index, number),
            bool truth => raw.sqlite3_bind_int64(statement, index, truth ? 1 : 0),
            double number => raw.sqlite3_bind_double(statement, index, number),
            float number => raw.sqlite3_bind_double(statement, index, number),
            DateOnly day => BindDay(statement, index, day),
            DateTime instant => Bind(statement, index, Text(instant, "yyyy-MM-dd HH:mm:ss.FFFFFFF")),
            DateTimeOffset instant => Bind(statement, index, Text(instant, "yyyy-MM-dd HH:mm:ss.FFFFFFFzzz")),
            byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(statement, index, 0),
            byte[] bytes => raw.sqlite3_bind_blob(statement, index, (ReadOnlySpan<byte>)bytes),
            _ => throw new NotSupportedException(
                $"The column {column} holds {value.GetType().Name}, which rows written in bulk cannot hold; "
                    + "add a rule to SqliteValue."
            ),
        };

    private static string Text(IFormattable value, string format) =>
        value.ToString(format, CultureInfo.InvariantCulture);
}
