using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace EarlyWarning.Web.Nightly;

/// <summary>What an administrator is told of faults whose cause lies outside the program.</summary>
internal static class RunFaults
{
    private const string Still = " What was in service still is.";

    /// <summary>A sentence, or null where the fault is not one of these.</summary>
    public static string? Sentence(Exception fault) =>
        fault switch
        {
            OutOfMemoryException => "The machine has too little memory for this run. Lower Retraining:TrainingRows."
                + Still,
            IOException e when IsDiskFull(e) => "The disk is full. Make room; the next night, or Run now, begins again."
                + Still,
            UnauthorizedAccessException e =>
                $"The program may not write where it should: {e.Message} Give its account the right to, or set "
                    + "Retraining:DatasetFolder."
                    + Still,
            DbException e when e.Message.Contains("is full", StringComparison.OrdinalIgnoreCase) =>
                "The database's disk is full. Make room; the next night, or Run now, begins again." + Still,
            DbException e when e.Message.Contains("malformed", StringComparison.OrdinalIgnoreCase) =>
                "The database file is damaged. Stop the program and put the latest backup in its place." + Still,
            DbException e when e.Message.Contains("locked", StringComparison.OrdinalIgnoreCase) || e.IsTransient =>
                "The database was held by another program or did not answer. The next night, or Run now, begins again."
                    + Still,
            DbUpdateException
            or AggregateException
            or RetryLimitExceededException
            or InvalidOperationException when fault.InnerException is { } inner => Sentence(inner),
            _ => null,
        };

    // ENOSPC, and ERROR_DISK_FULL of Windows.
    private static bool IsDiskFull(IOException e) => (e.HResult & 0xFFFF) is 28 or 112;
}
