// Replacing files in place: what a path leads to is replaced, nothing else changes about it, and what is no file is left alone.
using System.Diagnostics;
using AdSelect.Snapshots;

namespace AdSelect.Tests.Snapshots;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("adselect-tests-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ALinkStaysOneAndWhatItLeadsToIsReplaced()
    {
        string folder = Directory.CreateDirectory(At("data")).FullName;
        string file = Path.Combine(folder, "store");
        File.WriteAllText(file, "old");
        File.CreateSymbolicLink(At("link"), file);
        File.CreateSymbolicLink(At("to link"), "link");
        await new InMemoryExposureStore().SaveAsync(At("to link"));
        Assert.Equal((file, "link"), (new FileInfo(At("link")).LinkTarget, new FileInfo(At("to link")).LinkTarget));
        Assert.Equal(0, (await InMemoryExposureStore.LoadAsync(file)).IdentityCount);
        Assert.Equal([file], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void ALinkToNothingYetMakesTheFileThatItLeadsTo()
    {
        File.CreateSymbolicLink(At("link"), At("file"));
        Write(At("link"));
        Assert.Equal((At("file"), "new"), (new FileInfo(At("link")).LinkTarget, File.ReadAllText(At("file"))));
    }

    [Fact]
    public void LinksInARingAreRefused()
    {
        File.CreateSymbolicLink(At("one"), At("two"));
        File.CreateSymbolicLink(At("two"), At("one"));
        Assert.ThrowsAny<IOException>(() => Write(At("one")));
        Assert.Equal((At("two"), 2), (new FileInfo(At("one")).LinkTarget, Directory.GetFileSystemEntries(_folder).Length));
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(UnixFileMode.UserRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite)]
    public void AFileKeepsItsPermissions(UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        File.WriteAllText(At("file"), "old");
        File.SetUnixFileMode(At("file"), mode);
        File.CreateSymbolicLink(At("link"), At("file"));
        foreach (string path in new[] { At("file"), At("link") })
        {
            // Nobody else may read what will be theirs not to read, before it is done either.
            AtomicFile.Write(path, stream =>
            {
                string temporary = Directory.GetFiles(_folder, ".*.tmp").Single();
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(temporary).UnixFileMode);
                stream.Write("new"u8);
            });
            Assert.Equal(("new", mode), (File.ReadAllText(At("file")), File.GetUnixFileMode(At("file"))));
        }
    }

    [Fact]
    public void PipesDevicesAndFoldersAreRefusedAndStay()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Process.Start("mkfifo", [At("pipe")]).WaitForExit();
        File.CreateSymbolicLink(At("null"), "/dev/null");
        File.CreateSymbolicLink(At("to pipe"), At("pipe"));
        Directory.CreateDirectory(At("folder"));
        string[] before = [.. Directory.GetFileSystemEntries(_folder).Order()];
        foreach (string name in new[] { "pipe", "null", "to pipe", "folder" })
        {
            IOException refused = Assert.Throws<IOException>(() => Write(At(name)));
            Assert.Contains(At(name), refused.Message, StringComparison.Ordinal);
            Assert.True(FileKind.IsOther(At(name)));
        }

        Assert.Equal("/dev/null", new FileInfo(At("null")).LinkTarget);
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder).Order());
        File.WriteAllText(At("file"), "old");
        Assert.False(FileKind.IsOther(At("file")));
        Assert.False(FileKind.IsOther(At("none")));
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static void Write(string path) => AtomicFile.Write(path, static stream => stream.Write("new"u8));
}
