"""The addresses that OpenAI's clients know: stores and files, models, chat completions."""

from fastapi import APIRouter

from service.http.routes.openai import chat, files, store_files, stores

router = APIRouter()
router.include_router(chat.router)
router.include_router(files.router)
# Their addresses begin as a store's does, whose name may hold a slash.
router.include_router(store_files.router)
router.include_router(stores.router)
