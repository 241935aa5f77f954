using System.Collections;

namespace XoperoBot.Simulator.State;

/// <summary>The numbers of the repositories that a plan names: one bit each.</summary>
internal sealed class Membership
{
    private readonly BitArray _bits = new(0);

    public bool Contains(int index) => index < _bits.Length && _bits[index];

    public bool Add(int index)
    {
        if (Contains(index))
        {
            return false;
        }

        if (index >= _bits.Length)
        {
            _bits.Length = Math.Max(index + 1, _bits.Length * 2);
        }

        _bits[index] = true;
        return true;
    }

    public bool Remove(int index)
    {
        if (!Contains(index))
        {
            return false;
        }

        _bits[index] = false;
        return true;
    }

    public void Replace(IEnumerable<int> indexes)
    {
        _bits.SetAll(false);
        foreach (var index in indexes)
        {
            Add(index);
        }
    }
}
