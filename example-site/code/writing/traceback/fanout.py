import asyncio


async def send(channel: str) -> None:
    if channel == "sms":
        raise TimeoutError("gateway did not answer within 5 s")
    if channel == "mail":
        raise ConnectionRefusedError("smtp.internal:25 refused the connection")


async def notify(channels: list[str]) -> None:
    async with asyncio.TaskGroup() as group:
        for channel in channels:
            group.create_task(send(channel), name=channel)


if __name__ == "__main__":
    asyncio.run(notify(["chat", "sms", "mail"]))
