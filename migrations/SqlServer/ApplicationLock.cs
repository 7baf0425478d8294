using System.Data;
using Microsoft.Data.SqlClient;

namespace EarlyWarning.Migrations.SqlServer;

/// <summary>An application lock of SQL Server, owned by a session.</summary>
internal sealed class ApplicationLock(SqlConnection connection, string resource) : IAsyncDisposable
{
    public async Task<bool> TakeAsync(CancellationToken cancel)
    {
        await using var command = Procedure("sp_getapplock");
        command.Parameters.AddWithValue("@LockMode", "Exclusive");
        command.Parameters.AddWithValue("@LockTimeout", 0);
        var answer = command.Parameters.Add("@Answer", SqlDbType.Int);
        answer.Direction = ParameterDirection.ReturnValue;
        await command.ExecuteNonQueryAsync(cancel);
        return answer.Value is >= 0;
    }

    // A pooled connection keeps its session, so closing it would not free the lock.
    public async ValueTask DisposeAsync()
    {
        await using (connection)
        {
            await using var command = Procedure("sp_releaseapplock");
            await command.ExecuteNonQueryAsync();
        }
    }

    private SqlCommand Procedure(string name)
    {
        var command = connection.CreateCommand();
        command.CommandText = name;
        command.CommandType = CommandType.StoredProcedure;
        command.Parameters.AddWithValue("@Resource", resource);
        command.Parameters.AddWithValue("@LockOwner", "Session");
        return command;
    }
}
