using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace EarlyWarning.Support;

/// <summary>The database systems the tests run on.</summary>
public enum DatabaseKind
{
    /// <summary>Always there.</summary>
    Sqlite,

    /// <summary>Where EARLYWARNING_TEST_SQLSERVER holds a connection string; else visibly skipped.</summary>
    SqlServer,
}

/// <summary>Runs a theory once per database system.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DatabaseDataAttribute : DataAttribute
{
    /// <summary>Environment variable with a connection string to a server where databases may be created.</summary>
    public const string SqlServerVariable = "EARLYWARNING_TEST_SQLSERVER";

    /// <inheritdoc />
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod,
        DisposalTracker disposalTracker
    )
    {
        var hasServer = !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(SqlServerVariable));
        IReadOnlyCollection<ITheoryDataRow> rows =
        [
            new TheoryDataRow(DatabaseKind.Sqlite),
            new TheoryDataRow(DatabaseKind.SqlServer)
            {
                Skip = hasServer ? null : $"No SQL Server: {SqlServerVariable} is not set.",
            },
        ];
        return new(rows);
    }

    /// <inheritdoc />
    public override bool SupportsDiscoveryEnumeration() => true;
}
