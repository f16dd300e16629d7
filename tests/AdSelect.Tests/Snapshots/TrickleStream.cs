// A stream that returns a few bytes at a time, as a network does, and may not know its length.
namespace AdSelect.Tests.Snapshots;

internal sealed class TrickleStream(byte[] bytes, int bytesPerRead, bool canSeek) : MemoryStream(bytes)
{
    public override bool CanSeek => canSeek;

    public override long Length => canSeek ? base.Length : throw new NotSupportedException();

    public override long Position
    {
        get => canSeek ? base.Position : throw new NotSupportedException();
        set => base.Position = canSeek ? value : throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, bytesPerRead)]);

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, bytesPerRead));
}
