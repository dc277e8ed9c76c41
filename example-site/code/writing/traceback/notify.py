import asyncio

from fanout import send


async def notify(channels: list[str]) -> dict[str, Exception]:
    """Page every channel; return the ones that failed, with the reason."""
    results = await asyncio.gather(*map(send, channels), return_exceptions=True)
    return {
        channel: result
        for channel, result in zip(channels, results, strict=True)
        if isinstance(result, Exception)
    }


if __name__ == "__main__":
    print(asyncio.run(notify(["chat", "sms", "mail"])))
