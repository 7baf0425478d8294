namespace EarlyWarning.Domain.Tests.Imports;

/// <summary>The data sets beside the checkout; tests skip visibly where they are absent.</summary>
internal static class SharedData
{
    public static string Require(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EarlyWarning.sln")))
        {
            folder = folder.Parent;
        }

        var path = Path.GetFullPath(Path.Combine(folder?.FullName ?? ".", "..", "shared", "data", name));
        Assert.SkipUnless(Path.Exists(path), $"No data set {name}: ../shared/data is absent.");
        return path;
    }
}
